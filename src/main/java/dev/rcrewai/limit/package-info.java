/** Rate limits and budgets: interfaces and the in-process versions. */
@NullMarked
package dev.rcrewai.limit;

import org.jspecify.annotations.NullMarked;
