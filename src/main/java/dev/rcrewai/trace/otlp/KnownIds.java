package dev.rcrewai.trace.otlp;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/** Draws ids at random, but for a span whose id others know before it is sent. */
final class KnownIds implements IdGenerator {
  private static final ScopedValue<String> NEXT = ScopedValue.newInstance();
  private static final IdGenerator RANDOM = IdGenerator.random();

  /** What {@code start} makes; the SDK asks for the id of a span while it is started. */
  static <T> T with(String spanId, Supplier<T> start) {
    return ScopedValue.where(NEXT, spanId).call(start::get);
  }

  @Override
  public String generateSpanId() {
    return NEXT.isBound() ? NEXT.get() : RANDOM.generateSpanId();
  }

  @Override
  public String generateTraceId() {
    return RANDOM.generateTraceId();
  }

  @Override
  public boolean generatesRandomTraceIds() {
    return RANDOM.generatesRandomTraceIds();
  }
}
