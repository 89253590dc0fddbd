/**
 * The values of one step (chat requests, tool calls, their results and paths) and the addresses on
 * which they travel. Knows {@code bus}, and of {@code crew} what requests say of it.
 */
@NullMarked
package dev.rcrewai.step;

import org.jspecify.annotations.NullMarked;
