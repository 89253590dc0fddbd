/**
 * What crews remember for their callers: what is kept of an execution, what is found again, and the
 * interface of the stores that keep it. Knows steps and nothing of executions.
 */
@NullMarked
package dev.rcrewai.memory;

import org.jspecify.annotations.NullMarked;
