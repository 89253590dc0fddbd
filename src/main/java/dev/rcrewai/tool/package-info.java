/**
 * Tools, the verticle that runs them, the file jail and the address guard. Knows {@code step},
 * {@code bus}, {@code config} and {@code telemetry}; the families of tools below know this package.
 */
@NullMarked
package dev.rcrewai.tool;

import org.jspecify.annotations.NullMarked;
