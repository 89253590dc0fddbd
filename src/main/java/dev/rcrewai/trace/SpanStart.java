package dev.rcrewai.trace;

import dev.rcrewai.step.TraceContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Work that begins, or has begun.
 *
 * @param name few for the whole server: never with an id or a caller's words
 * @param parent what it is part of, or {@link TraceContext#NONE}: a trace begins with it
 * @param id 16 hexadecimal digits where others know the span already, or null: one is drawn
 * @param at when it began, or null: now
 */
public record SpanStart(
    String name, Kind kind, TraceContext parent, @Nullable String id, @Nullable Instant at) {
  /** Whom it is between. */
  public enum Kind {
    /** Somebody asked us. */
    SERVER,
    /** We ask somebody. */
    CLIENT,
    /** Nobody else takes part. */
    INTERNAL
  }

  /** Work that begins now. */
  static SpanStart now(String name, Kind kind, TraceContext parent) {
    return new SpanStart(name, kind, parent, null, null);
  }

  /** Work of that span, which began then. */
  static SpanStart of(String name, TraceContext span, TraceContext parent, Instant at) {
    return new SpanStart(name, Kind.INTERNAL, parent, span.spanId(), at);
  }
}
