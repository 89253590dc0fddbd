package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.baseUrl;
import static dev.rcrewai.config.Rule.flag;
import static dev.rcrewai.config.Rule.label;
import static dev.rcrewai.config.Rule.milliseconds;
import static dev.rcrewai.config.Rule.number;
import static dev.rcrewai.config.Rule.oneOf;
import static dev.rcrewai.config.Rule.pairs;
import static dev.rcrewai.config.Rule.path;
import static dev.rcrewai.config.Rule.secretPairs;
import static dev.rcrewai.config.Rule.url;
import static dev.rcrewai.config.Rule.wholeNumber;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Tracing; beside the seed's switch, names, defaults and units are OpenTelemetry's own. */
final class TracingSection {
  static final Section TRACING = new Section("tracing", "Tracing");
  static final Key<Boolean> ENABLED =
      TRACING.key(
          List.of("TRACING_ENABLED", "TRACES_ENABLED"),
          "enabled",
          flag(),
          "false",
          "Whether spans are made and sent; nothing of this section counts where not");
  static final Key<URI> ENDPOINT =
      TRACING.key(
          "OTEL_EXPORTER_OTLP_ENDPOINT",
          "endpoint",
          baseUrl(),
          "http://localhost:4318",
          "The collector; spans go to /v1/traces below it");
  static final Key<URI> TRACES_ENDPOINT =
      TRACING.optional(
          "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
          "traces_endpoint",
          url(),
          "Where spans go instead, with its whole path");
  static final Key<String> PROTOCOL =
      TRACING.key(
          List.of("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"),
          "protocol",
          oneOf("http/protobuf").named("http/protobuf, on a collector's port 4318; gRPC is not"),
          "http/protobuf",
          "How they are sent");
  static final Key<Secret> HEADERS =
      TRACING.secret(
          List.of("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"),
          "headers",
          secretPairs(),
          "Headers of each request, for a backend that wants a key");
  static final Key<String> COMPRESSION =
      TRACING.key(
          List.of("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "OTEL_EXPORTER_OTLP_COMPRESSION"),
          "compression",
          oneOf("none", "gzip"),
          "gzip",
          "How requests are packed");
  static final Key<Duration> TIMEOUT =
      TRACING.key(
          List.of("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"),
          "timeout_ms",
          milliseconds(1, 60_000),
          "10000",
          "One request");
  static final Key<Path> CERTIFICATE =
      TRACING.optional(
          List.of("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "OTEL_EXPORTER_OTLP_CERTIFICATE"),
          "certificate",
          path(),
          "Certificates to trust as a PEM file, instead of the JVM's");
  static final Key<String> SERVICE_NAME =
      TRACING.key(
          "OTEL_SERVICE_NAME",
          "service_name",
          label(),
          "rcrewai",
          "What backends call this server");
  static final Key<Map<String, String>> RESOURCE =
      TRACING.optional(
          "OTEL_RESOURCE_ATTRIBUTES",
          "resource_attributes",
          pairs(),
          "More about this process; ENVIRONMENT is there as deployment.environment.name");
  static final Key<String> SAMPLER =
      TRACING.key(
          "OTEL_TRACES_SAMPLER",
          "sampler",
          oneOf(
              "always_on",
              "always_off",
              "traceidratio",
              "parentbased_always_on",
              "parentbased_always_off",
              "parentbased_traceidratio"),
          "parentbased_always_on",
          "Which traces are kept; parentbased: those that the caller keeps, and of others as it"
              + " says");
  static final Key<Double> SAMPLER_ARGUMENT =
      TRACING.key(
          "OTEL_TRACES_SAMPLER_ARG",
          "sampler_arg",
          number("0", "1"),
          "1",
          "The share of traces that a traceidratio keeps");
  static final Key<Boolean> MESSAGE_CONTENT =
      TRACING.key(
          "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT",
          "capture_message_content",
          flag(),
          "false",
          "Whether spans show prompts and answers, and what tools got and gave");
  static final Key<Integer> QUEUED_MAX =
      TRACING.key(
          "OTEL_BSP_MAX_QUEUE_SIZE",
          "queue_max",
          wholeNumber(1, 100_000),
          "2048",
          "Spans that wait to be sent; more are dropped and counted");
  static final Key<Integer> BATCH_MAX =
      TRACING.key(
          "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
          "batch_max",
          wholeNumber(1, 10_000),
          "512",
          "Spans in one request; no more than wait");
  static final Key<Duration> DELAY =
      TRACING.key(
          "OTEL_BSP_SCHEDULE_DELAY",
          "schedule_delay_ms",
          milliseconds(1, 60_000),
          "5000",
          "How long spans wait for a request to be full");

  private TracingSection() {}

  static TracingSettings read(Values in) {
    in.get(PROTOCOL);
    var endpoint =
        in.find(TRACES_ENDPOINT).orElseGet(() -> URI.create(in.get(ENDPOINT) + "/v1/traces"));
    var export =
        new TracingSettings.Export(
            endpoint,
            in.findOrAwait(HEADERS).orElseGet(() -> new Secret("")),
            in.get(COMPRESSION).equals("gzip"),
            in.get(TIMEOUT),
            in.find(CERTIFICATE).orElse(null));
    int queued = in.get(QUEUED_MAX);
    return new TracingSettings(
        in.get(ENABLED),
        in.get(SERVICE_NAME),
        in.find(RESOURCE).orElse(Map.of()),
        sampling(in.get(SAMPLER), in.get(SAMPLER_ARGUMENT)),
        in.get(MESSAGE_CONTENT),
        export,
        new TracingSettings.Queue(queued, Math.min(queued, in.get(BATCH_MAX)), in.get(DELAY)));
  }

  private static TracingSettings.Sampling sampling(String sampler, double share) {
    double ratio =
        switch (sampler.replace("parentbased_", "")) {
          case "always_on" -> 1;
          case "always_off" -> 0;
          default -> share;
        };
    return new TracingSettings.Sampling(sampler.startsWith("parentbased_"), ratio);
  }
}
