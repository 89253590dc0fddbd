/**
 * Which addresses of the network may be connected to, and how much is read from there. Knows
 * nothing of ours.
 */
@NullMarked
package dev.rcrewai.net;

import org.jspecify.annotations.NullMarked;
