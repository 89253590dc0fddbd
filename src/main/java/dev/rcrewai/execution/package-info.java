/**
 * Executions and their journals: events, fold, admission, leases, signals and the store contract.
 * Knows {@code crew}, {@code step}, {@code limit}, {@code bus}, {@code config}, {@code telemetry},
 * {@code health}.
 */
@NullMarked
package dev.rcrewai.execution;

import org.jspecify.annotations.NullMarked;
