/** Arithmetic; touches nothing outside. */
@NullMarked
package dev.rcrewai.tool.math;

import org.jspecify.annotations.NullMarked;
