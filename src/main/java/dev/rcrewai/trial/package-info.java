/**
 * What repeated executions of a crew were worth: scores, averages, comparisons, and the report of
 * them. Values in, values out; knows crews and journals, and neither models nor the console.
 */
@NullMarked
package dev.rcrewai.trial;

import org.jspecify.annotations.NullMarked;
