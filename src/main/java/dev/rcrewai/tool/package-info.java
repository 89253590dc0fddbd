/**
 * Tools, the verticle that runs them and the file jail. Knows {@code step}, {@code bus}, {@code
 * config} and {@code telemetry}; the families of tools below know this package.
 */
@NullMarked
package dev.rcrewai.tool;

import org.jspecify.annotations.NullMarked;
