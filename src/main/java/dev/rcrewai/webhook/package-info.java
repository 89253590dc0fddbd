/**
 * Tells webhooks what happened: reads what is due in the store, and posts it, signed. Knows {@code
 * execution}, {@code step}, {@code net}, {@code config} and {@code telemetry}.
 */
@NullMarked
package dev.rcrewai.webhook;

import org.jspecify.annotations.NullMarked;
