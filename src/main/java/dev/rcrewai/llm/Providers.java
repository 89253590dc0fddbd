package dev.rcrewai.llm;

import dev.rcrewai.config.ChatGuards;
import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.telemetry.Metrics.GaugeName;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The providers of this node with their guards; one for all LlmVerticles. Thread-safe. */
public final class Providers {
  private final Map<String, Provider> byName;
  private final Retry retry;
  private final Duration attemptTimeout;
  private final LlmHealth health;
  private final Predicate<String> mayCall;

  /**
   * Guards each of the models.
   *
   * @param models by their provider's name
   * @param mayCall whether an attempt for an execution that is held under that name may begin now;
   *     one that may not waits
   */
  public Providers(
      Vertx vertx,
      LlmSettings settings,
      Map<String, ChatModel> models,
      Prices prices,
      Metrics metrics,
      Clock clock,
      Predicate<String> mayCall) {
    var guards = settings.guards();
    byName = new LinkedHashMap<>();
    models.forEach((name, model) -> {
      var provider =
          new Provider(
              name,
              model,
              new Bulkhead(guards.concurrentMax(), guards.queuedMax()),
              breaker(vertx, guards, name),
              prices,
              metrics,
              clock);
      byName.put(name, provider);
      measure(provider, metrics);
    });
    retry =
        new Retry(
            guards.retryLimit(),
            guards.retryDelay(),
            () -> ThreadLocalRandom.current().nextDouble());
    attemptTimeout = settings.times().whole();
    this.mayCall = mayCall;
    health = new LlmHealth(byName.values(), clock);
  }

  /** What is known about them without a paid call. */
  public LlmHealth health() {
    return health;
  }

  /** The provider, or null where none of this name is configured. */
  @Nullable Provider find(String name) {
    return byName.get(name);
  }

  String names() {
    return String.join(", ", byName.keySet());
  }

  boolean mayCall(String holder) {
    return mayCall.test(holder);
  }

  Retry retry() {
    return retry;
  }

  /** How long one attempt may take. */
  Duration attemptTimeout() {
    return attemptTimeout;
  }

  private static Breaker breaker(Vertx vertx, ChatGuards guards, String name) {
    return new Breaker(
        vertx, name, guards.breakerFailuresMax(), guards.breakerWindow(), guards.breakerReset());
  }

  private static void measure(Provider provider, Metrics metrics) {
    metrics.gauge(
        GaugeName.BREAKER_STATE, () -> level(provider.breaker()), "provider", provider.name());
    metrics.gauge(
        GaugeName.CHATS_IN_FLIGHT, () -> provider.bulkhead().inside(), "provider", provider.name());
  }

  private static int level(Breaker breaker) {
    return switch (breaker.state()) {
      case CLOSED -> 0;
      case HALF_OPEN -> 1;
      case OPEN -> 2;
    };
  }
}
