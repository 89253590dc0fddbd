/**
 * Distributed tracing without a library: what each kind of span is called and says, and where it
 * hangs. Knows the values of {@code step}; where spans go is a {@link SpanSink}, and {@code
 * trace.otlp} has the one that sends them.
 */
@NullMarked
package dev.rcrewai.trace;

import org.jspecify.annotations.NullMarked;
