package dev.rcrewai.trace.otlp;

import dev.rcrewai.config.Pairs;
import dev.rcrewai.config.TracingSettings;
import dev.rcrewai.config.Version;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.trace.Span;
import dev.rcrewai.trace.SpanSink;
import dev.rcrewai.trace.SpanStart;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** OpenTelemetry's SDK behind our door: samples, queues within a bound, sends in batches. */
public final class OtlpSink implements SpanSink {
  /** A backend that does not answer must not keep the process from ending. */
  private static final Duration CLOSE_MAX = Duration.ofSeconds(3);

  /** Only what people and models said is ever longer. */
  private static final int ATTRIBUTE_CHARS_MAX = 16_384;

  private static final TextMapGetter<TraceContext> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(TraceContext carrier) {
          return carrier.headers().keySet();
        }

        @Override
        public @Nullable String get(@Nullable TraceContext carrier, String key) {
          return carrier == null ? null : carrier.headers().get(key);
        }
      };

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private OtlpSink(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get("dev.rcrewai", Version.value());
  }

  /**
   * A sink that sends as the settings say. Blocks for a moment where they name a certificate.
   *
   * @param environment of this process, for example production
   */
  public static OtlpSink of(TracingSettings settings, String environment, Metrics metrics) {
    var queue = new ExportQueue(settings.queue().spansMax(), metrics);
    var batches =
        BatchSpanProcessor.builder(queue.counting(exporter(settings.export())))
            .setMaxQueueSize(settings.queue().spansMax())
            .setMaxExportBatchSize(settings.queue().batchMax())
            .setScheduleDelay(settings.queue().delay())
            .build();
    var provider =
        SdkTracerProvider.builder()
            .setResource(resource(settings, environment))
            .setSampler(sampler(settings.sampling()))
            .setIdGenerator(new KnownIds())
            .setSpanLimits(
                SpanLimits.builder().setMaxAttributeValueLength(ATTRIBUTE_CHARS_MAX).build())
            .addSpanProcessor(queue.before(batches))
            .build();
    return new OtlpSink(provider);
  }

  @Override
  public Span begin(SpanStart start) {
    var parent = start.parent();
    var builder =
        tracer
            .spanBuilder(start.name())
            .setSpanKind(kind(start.kind()))
            .setParent(
                W3CTraceContextPropagator.getInstance().extract(Context.root(), parent, HEADERS));
    if (start.at() != null) {
      builder.setStartTimestamp(start.at());
    }
    var id = start.id();
    var span = id == null ? builder.startSpan() : KnownIds.with(id, builder::startSpan);
    return new OtlpSpan(span, parent.state());
  }

  @Override
  public Future<Void> close() {
    var closed = Promise.<Void>promise();
    provider.shutdown().whenComplete(closed::tryComplete);
    return closed.future().timeout(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
  }

  private static SpanKind kind(SpanStart.Kind kind) {
    return switch (kind) {
      case SERVER -> SpanKind.SERVER;
      case CLIENT -> SpanKind.CLIENT;
      case INTERNAL -> SpanKind.INTERNAL;
    };
  }

  private static Sampler sampler(TracingSettings.Sampling sampling) {
    var root = Sampler.traceIdRatioBased(sampling.ratio());
    return sampling.parentBased() ? Sampler.parentBased(root) : root;
  }

  private static Resource resource(TracingSettings settings, String environment) {
    var own =
        Resource.builder()
            .put("service.version", Version.value())
            .put("service.instance.id", UUID.randomUUID().toString())
            .put("deployment.environment.name", environment)
            .put("process.pid", ProcessHandle.current().pid());
    settings.resource().forEach(own::put);
    own.put("service.name", settings.serviceName());
    return Resource.getDefault().merge(own.build());
  }

  private static SpanExporter exporter(TracingSettings.Export export) {
    var builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(export.endpoint().toString())
            .setTimeout(export.timeout())
            .setConnectTimeout(export.timeout())
            .setCompression(export.gzip() ? "gzip" : "none")
            .setHeaders(() -> Pairs.of(export.headers().get()));
    var certificate = export.certificate();
    if (certificate != null) {
      builder.setTrustedCertificates(bytes(certificate));
    }
    return builder.build();
  }

  private static byte[] bytes(Path certificate) {
    try {
      return Files.readAllBytes(certificate);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "OTEL_EXPORTER_OTLP_CERTIFICATE is '" + certificate + "'; expected a readable file", e);
    }
  }
}
