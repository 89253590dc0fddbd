/**
 * Sends spans as OTLP with OpenTelemetry's SDK. The only package that knows it, and loaded only
 * where tracing is on.
 */
@NullMarked
package dev.rcrewai.trace.otlp;

import org.jspecify.annotations.NullMarked;
