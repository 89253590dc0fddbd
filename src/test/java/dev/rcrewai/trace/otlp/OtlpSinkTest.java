package dev.rcrewai.trace.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.Secret;
import dev.rcrewai.config.TracingSettings;
import dev.rcrewai.config.TracingSettings.Export;
import dev.rcrewai.config.TracingSettings.Queue;
import dev.rcrewai.config.TracingSettings.Sampling;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.trace.OtlpReceiver;
import dev.rcrewai.trace.Span;
import dev.rcrewai.trace.SpanStart;
import dev.rcrewai.trace.SpanStart.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtlpSinkTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final OtlpReceiver receiver = new OtlpReceiver();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @AfterEach
  void stop() {
    receiver.close();
  }

  private OtlpSink sink(Sampling sampling, int spansMax) {
    var headers = new Secret("authorization=Bearer%20abc");
    var endpoint = URI.create(receiver.endpoint() + "/v1/traces");
    var export = new Export(endpoint, headers, true, Duration.ofSeconds(10), null);
    var queue = new Queue(spansMax, 1, Duration.ofMillis(10));
    var settings = new TracingSettings(true, "tested", Map.of(), sampling, false, export, queue);
    return OtlpSink.of(settings, "testing", new Metrics(meters));
  }

  private OtlpSink sink() {
    return sink(new Sampling(true, 1), 100);
  }

  private static Span begin(OtlpSink sink, TraceContext parent) {
    return sink.begin(new SpanStart("work", Kind.INTERNAL, parent, null, null));
  }

  private double ended(String result) {
    var counter = meters.find("rcrewai.trace.spans").tag("result", result).counter();
    return counter == null ? 0 : counter.count();
  }

  private static TraceContext parent(String flags) {
    return TraceContext.of(TRACE, "00f067aa0ba902b7", flags, "vendor=1");
  }

  @Test
  void close_sendsWhatHasEnded() {
    var sink = sink();
    begin(sink, TraceContext.NONE).end();

    Waiting.get(sink.close());

    assertThat(receiver.spans()).hasSize(1);
    assertThat(ended("exported")).isEqualTo(1);
    assertThat(receiver.headers().getFirst())
        .containsEntry("Authorization", "Bearer abc")
        .containsEntry("Content-Encoding", "gzip")
        .containsEntry("Content-Type", "application/x-protobuf");
  }

  @Test
  void spanThatOthersKnow_hasItsIdAndItsStart() {
    var sink = sink();
    var at = Instant.parse("2026-11-01T12:00:00.123Z");
    sink.begin(new SpanStart("work", Kind.INTERNAL, parent("01"), "00000000000000ab", at)).end();

    Waiting.get(sink.close());

    var sent = receiver.spans().getFirst();
    assertThat(sent.id()).isEqualTo("00000000000000ab");
    assertThat(sent.traceId()).isEqualTo(TRACE);
    assertThat(sent.span().getTraceState()).isEqualTo("vendor=1");
    assertThat(sent.span().getStartTimeUnixNano()).isEqualTo(at.toEpochMilli() * 1_000_000);
  }

  @Test
  void context_isThatOfTheSpan_withTheOthersState() {
    var sink = sink();
    var span = begin(sink, parent("01"));
    span.end();

    Waiting.get(sink.close());

    assertThat(span.context())
        .isEqualTo(TraceContext.of(TRACE, receiver.spans().getFirst().id(), "01", "vendor=1"));
  }

  @Test
  void receiverThatRefuses_costsTheSpans_andIsCounted() {
    var sink = sink();
    receiver.answers(400);
    begin(sink, TraceContext.NONE).end();

    Waiting.get(sink.close());

    assertThat(ended("failed")).isEqualTo(1);
    assertThat(ended("exported")).isZero();
  }

  @Test
  void moreThanMayWait_areDropped_andCounted() {
    var sink = sink(new Sampling(true, 1), 2);
    receiver.hold();
    for (int i = 0; i < 5; i++) {
      begin(sink, TraceContext.NONE).end();
    }
    assertThat(ended("dropped")).isEqualTo(3);
    receiver.goOn();

    Waiting.get(sink.close());

    assertThat(receiver.spans()).hasSize(2);
  }

  @Test
  void callersDecision_countsOnlyWhereSamplingIsParentBased() {
    assertThat(isSampled(new Sampling(true, 1), parent("00"))).isFalse();
    assertThat(isSampled(new Sampling(true, 0), parent("01"))).isTrue();
    assertThat(isSampled(new Sampling(true, 0), null)).isFalse();
    assertThat(isSampled(new Sampling(false, 0), parent("01"))).isFalse();
    assertThat(isSampled(new Sampling(false, 1), parent("00"))).isTrue();
  }

  private boolean isSampled(Sampling sampling, @Nullable TraceContext parent) {
    var sink = sink(sampling, 100);
    var span = begin(sink, parent == null ? TraceContext.NONE : parent);
    boolean sampled = span.isSampled();
    span.end();
    Waiting.get(sink.close());
    return sampled;
  }
}
