/**
 * Which addresses of the network may be connected to, how much is read from there, and whether TLS
 * is spoken. Knows nothing of ours.
 */
@NullMarked
package dev.rcrewai.net;

import org.jspecify.annotations.NullMarked;
