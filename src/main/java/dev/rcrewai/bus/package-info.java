/** Typed event bus addresses and the local codec. Knows Vert.x and nothing of ours. */
@NullMarked
package dev.rcrewai.bus;

import org.jspecify.annotations.NullMarked;
