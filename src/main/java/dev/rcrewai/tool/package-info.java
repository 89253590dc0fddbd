/** Tools and the verticle that runs them. Knows {@code step}, {@code bus}, {@code config}. */
@NullMarked
package dev.rcrewai.tool;

import org.jspecify.annotations.NullMarked;
