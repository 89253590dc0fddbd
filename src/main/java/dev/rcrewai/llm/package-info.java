/**
 * Chat calls: the verticle, retry, circuit breaker, bulkhead and pricing around {@code ChatModel}.
 * Knows {@code step}, {@code limit}, {@code bus}, {@code config}, {@code telemetry}, {@code
 * health}.
 */
@NullMarked
package dev.rcrewai.llm;

import org.jspecify.annotations.NullMarked;
