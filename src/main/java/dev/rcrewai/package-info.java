/** The server's entry point and wiring; may know every package. */
@NullMarked
package dev.rcrewai;

import org.jspecify.annotations.NullMarked;
