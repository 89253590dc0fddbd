package dev.rcrewai.trace.otlp;

import dev.rcrewai.step.TraceContext;
import dev.rcrewai.trace.Names;
import dev.rcrewai.trace.Span;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Instant;
import java.util.List;

/**
 * A span of OpenTelemetry's SDK.
 *
 * @param state of the trace, which is others'
 */
record OtlpSpan(io.opentelemetry.api.trace.Span span, String state) implements Span {
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey(Names.ERROR_TYPE);
  private static final AttributeKey<String> NODE = AttributeKey.stringKey(Names.NODE);
  private static final AttributeKey<Long> EPOCH = AttributeKey.longKey(Names.EPOCH);

  @Override
  public TraceContext context() {
    var own = span.getSpanContext();
    return TraceContext.of(own.getTraceId(), own.getSpanId(), own.getTraceFlags().asHex(), state);
  }

  @Override
  public boolean isSampled() {
    return span.isRecording();
  }

  @Override
  public void set(String attribute, String value) {
    span.setAttribute(attribute, value);
  }

  @Override
  public void set(String attribute, long value) {
    span.setAttribute(attribute, value);
  }

  @Override
  public void set(String attribute, double value) {
    span.setAttribute(attribute, value);
  }

  @Override
  public void set(String attribute, List<String> values) {
    span.setAttribute(AttributeKey.stringArrayKey(attribute), values);
  }

  @Override
  public void happened(String event, Instant at, String node, long epoch) {
    span.addEvent(event, Attributes.of(NODE, node, EPOCH, epoch), at);
  }

  @Override
  public void failed(String errorType) {
    span.setAttribute(ERROR_TYPE, errorType);
    span.setStatus(StatusCode.ERROR);
  }

  @Override
  public void end() {
    span.end();
  }
}
