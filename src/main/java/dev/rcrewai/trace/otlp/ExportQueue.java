package dev.rcrewai.trace.otlp;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.telemetry.Metrics.SpanFate;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the spans between their end and their export, and tells what becomes of them: all of it in
 * a metric, failures also in the log, once a minute at most.
 *
 * <pre>
 *   span ends ─► room? ─► the SDK's batches ─► exporter ─┬─► exported
 *                  └─► dropped                           └─► failed
 * </pre>
 */
final class ExportQueue {
  private static final Logger LOG = LoggerFactory.getLogger(ExportQueue.class);
  private static final long LOG_PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final int spansMax;
  private final Metrics metrics;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong loggedNanos = new AtomicLong(System.nanoTime() - LOG_PAUSE_NANOS);

  ExportQueue(int spansMax, Metrics metrics) {
    this.spansMax = spansMax;
    this.metrics = metrics;
  }

  /** In front of the processor that batches. */
  SpanProcessor before(SpanProcessor batches) {
    return new Entrance(batches);
  }

  /** Around what sends. */
  SpanExporter counting(SpanExporter exporter) {
    return new Exit(exporter);
  }

  private void left(int spans, CompletableResultCode result) {
    waiting.addAndGet(-spans);
    if (result.isSuccess()) {
      metrics.spansEnded(SpanFate.EXPORTED, spans);
      return;
    }
    metrics.spansEnded(SpanFate.FAILED, spans);
    long logged = loggedNanos.get();
    long now = System.nanoTime();
    if (now - logged >= LOG_PAUSE_NANOS && loggedNanos.compareAndSet(logged, now)) {
      LOG.warn(
          "spans could not be exported, and are lost: {} {}",
          kv("spans", spans),
          kv("cause", String.valueOf(result.getFailureThrowable())));
    }
  }

  private final class Entrance implements SpanProcessor {
    private final SpanProcessor batches;

    Entrance(SpanProcessor batches) {
      this.batches = batches;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      if (waiting.incrementAndGet() > spansMax) {
        waiting.decrementAndGet();
        metrics.spansEnded(SpanFate.DROPPED, 1);
      } else {
        batches.onEnd(span);
      }
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }

    @Override
    public CompletableResultCode shutdown() {
      return batches.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
      return batches.forceFlush();
    }
  }

  private final class Exit implements SpanExporter {
    private final SpanExporter exporter;

    Exit(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      int size = spans.size();
      var result = exporter.export(spans);
      return result.whenComplete(() -> left(size, result));
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
