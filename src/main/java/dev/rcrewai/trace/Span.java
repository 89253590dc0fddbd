package dev.rcrewai.trace;

import dev.rcrewai.step.TraceContext;
import java.time.Instant;
import java.util.List;

/** Work that is being traced. It is told what it is until it ends, which it does once. */
public interface Span {
  /** Work outside of any trace. */
  Span NONE = untold(TraceContext.NONE);

  /** What the work hands on to whatever it causes. */
  TraceContext context();

  /** Whether it will be sent; what it is told is lost where not. */
  boolean isSampled();

  void set(String attribute, String value);

  void set(String attribute, long value);

  void set(String attribute, double value);

  void set(String attribute, List<String> values);

  /** Something happened to it on a node. */
  void happened(String event, Instant at, String node, long epoch);

  /** It did not succeed; why, out of a closed set. */
  void failed(String errorType);

  void end();

  /** Work within a trace that is not kept; it only hands the trace on. */
  static Span untold(TraceContext trace) {
    return new Span() {
      @Override
      public TraceContext context() {
        return trace;
      }

      @Override
      public boolean isSampled() {
        return false;
      }

      @Override
      public void set(String attribute, String value) {}

      @Override
      public void set(String attribute, long value) {}

      @Override
      public void set(String attribute, double value) {}

      @Override
      public void set(String attribute, List<String> values) {}

      @Override
      public void happened(String event, Instant at, String node, long epoch) {}

      @Override
      public void failed(String errorType) {}

      @Override
      public void end() {}
    };
  }
}
