package dev.rcrewai.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Distributed tracing, in OpenTelemetry's words.
 *
 * @param enabled whether there are spans at all; nothing else counts where not
 * @param messageContent whether spans show prompts, answers, and what tools got and gave
 */
public record TracingSettings(
    boolean enabled,
    String serviceName,
    Map<String, String> resource,
    Sampling sampling,
    boolean messageContent,
    Export export,
    Queue queue) {
  public TracingSettings {
    resource = Map.copyOf(resource);
  }

  /**
   * Where spans are sent.
   *
   * @param endpoint takes OTLP over HTTP, in protobuf
   * @param headers beside it, as {@code name=value,…}; may be empty
   * @param timeout of one request
   * @param certificate a PEM file with those to trust, or null for the JVM's
   */
  public record Export(
      URI endpoint, Secret headers, boolean gzip, Duration timeout, @Nullable Path certificate) {
    public Export {
      Require.positive("timeout", timeout);
    }
  }

  /**
   * Spans that wait to be sent.
   *
   * @param spansMax more are dropped
   * @param batchMax at once
   * @param delay until those are sent that make no whole batch
   */
  public record Queue(int spansMax, int batchMax, Duration delay) {
    public Queue {
      Require.atLeast("spansMax", spansMax, 1);
      Require.atLeast("batchMax", batchMax, 1);
      Require.positive("delay", delay);
    }
  }

  /**
   * Which traces are kept.
   *
   * @param parentBased whether a trace that others began is kept if they keep it
   * @param ratio of the traces that begin here; 1 keeps all of them
   */
  public record Sampling(boolean parentBased, double ratio) {
    public Sampling {
      if (!(ratio >= 0 && ratio <= 1)) {
        throw new IllegalArgumentException("ratio is " + ratio + "; expected 0 to 1");
      }
    }
  }
}
