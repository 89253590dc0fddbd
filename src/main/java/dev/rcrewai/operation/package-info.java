/**
 * What callers can ask for, whatever door they came in by: one handler class per operation, the
 * checks before it, answers and problems. Knows neither HTTP requests nor event bus messages.
 */
@NullMarked
package dev.rcrewai.operation;

import org.jspecify.annotations.NullMarked;
