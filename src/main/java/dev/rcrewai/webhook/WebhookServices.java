package dev.rcrewai.webhook;

import dev.rcrewai.config.WebhookSettings;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.trace.Tracing;
import io.vertx.core.http.HttpClientOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * What telling webhooks needs.
 *
 * @param guard judges addresses, by the same settings
 * @param client how connections are made
 * @param jitter from 0 to 1
 * @param poll how often the store is asked for what nobody told of
 */
public record WebhookServices(
    ExecutionStore store,
    WebhookSettings settings,
    AddressGuard guard,
    HttpClientOptions client,
    Metrics metrics,
    Tracing tracing,
    InstantSource clock,
    DoubleSupplier jitter,
    Duration poll) {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int IDLE_SECONDS = 30;

  /** As a server has them. */
  public static WebhookServices of(
      ExecutionStore store,
      WebhookSettings settings,
      AddressGuard guard,
      Metrics metrics,
      Tracing tracing,
      InstantSource clock) {
    var client =
        new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setKeepAliveTimeout(IDLE_SECONDS);
    DoubleSupplier jitter = () -> ThreadLocalRandom.current().nextDouble();
    return new WebhookServices(
        store, settings, guard, client, metrics, tracing, clock, jitter, Duration.ofSeconds(1));
  }
}
