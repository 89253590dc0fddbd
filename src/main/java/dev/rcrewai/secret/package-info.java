/**
 * Secrets that change while the server runs: those of files and of Vault are read again, now and
 * then and when a provider refuses its key, and swapped where they are in use. Knows settings and
 * telemetry, not who uses a secret.
 */
@NullMarked
package dev.rcrewai.secret;

import org.jspecify.annotations.NullMarked;
