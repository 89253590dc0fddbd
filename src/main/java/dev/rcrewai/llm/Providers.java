package dev.rcrewai.llm;

import dev.rcrewai.config.ChatGuards;
import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.limit.ProviderRate;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.telemetry.Metrics.GaugeName;
import dev.rcrewai.trace.Tracing;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The providers of this node with their guards; one for all LlmVerticles. Thread-safe. */
public final class Providers {
  private final Map<String, Provider> byName = new LinkedHashMap<>();

  /** The same as asked with other keys: how those fare says nothing about the server's. */
  private final Map<String, Provider> withOtherKeys = new LinkedHashMap<>();

  private final Retry retry;
  private final Duration attemptTimeout;
  private final Duration queueTimeout;
  private final Metrics metrics;
  private final Tracing tracing;
  private final LlmHealth health;
  private final Predicate<String> mayCall;

  /**
   * Guards each of the models.
   *
   * @param models by their provider's name
   * @param rates how much a provider of this name may be asked
   * @param mayCall whether an attempt for an execution that is held under that name may begin now;
   *     one that may not waits
   */
  public Providers(
      Vertx vertx,
      LlmSettings settings,
      Map<String, ChatModel> models,
      Function<String, ProviderRate> rates,
      Prices prices,
      Metrics metrics,
      Tracing tracing,
      Clock clock,
      Predicate<String> mayCall) {
    this.metrics = metrics;
    this.tracing = tracing;
    var guards = settings.guards();
    models.forEach((name, model) -> {
      var breakers = new Breakers(asked -> breaker(vertx, guards, name, asked));
      Function<ProviderRate, Provider> guarded =
          rate ->
              new Provider(
                  name,
                  model,
                  rate,
                  new Bulkhead(vertx, name, guards.concurrentMax(), guards.queuedMax(), rate),
                  breakers,
                  prices,
                  metrics,
                  clock);
      var provider = guarded.apply(rates.apply(name));
      byName.put(name, provider);
      withOtherKeys.put(name, guarded.apply(ProviderRate.UNLIMITED));
      measure(provider);
    });
    retry =
        new Retry(
            guards.retryLimit(),
            guards.retryDelay(),
            () -> ThreadLocalRandom.current().nextDouble());
    queueTimeout = guards.queueTimeout();
    attemptTimeout = settings.times().whole();
    this.mayCall = mayCall;
    health = new LlmHealth(byName.values(), clock);
  }

  /** What is known about them without a paid call. */
  public LlmHealth health() {
    return health;
  }

  /**
   * The provider, or null where none of this name is configured.
   *
   * @param withOtherKey whether it is asked with a key of the caller or the crew
   */
  @Nullable Provider find(String name, boolean withOtherKey) {
    return (withOtherKey ? withOtherKeys : byName).get(name);
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

  /** A model failed a call, and the next one of its chain is asked. */
  void fellBack(String from, String to, AttemptResult.Failure why) {
    metrics.chatFellBack(from, to, why.failure().name().toLowerCase(Locale.ROOT));
  }

  Metrics metrics() {
    return metrics;
  }

  Tracing tracing() {
    return tracing;
  }

  /** How long a call that has so much time may stand in a line. */
  Duration inLine(Duration patience) {
    return patience.compareTo(queueTimeout) < 0 ? patience : queueTimeout;
  }

  private Breaker breaker(Vertx vertx, ChatGuards guards, String provider, String model) {
    var breaker = new Breaker(vertx, provider, model, guards, System::nanoTime);
    metrics.gauge(
        GaugeName.BREAKER_STATE, () -> level(breaker), "provider", provider, "model", model);
    return breaker;
  }

  private void measure(Provider provider) {
    var bulkhead = provider.bulkhead();
    metrics.gauge(GaugeName.CHATS_IN_FLIGHT, bulkhead::inside, "provider", provider.name());
    metrics.gauge(GaugeName.CHATS_WAITING, bulkhead::waiting, "provider", provider.name());
  }

  private static int level(Breaker breaker) {
    return switch (breaker.state()) {
      case CLOSED -> 0;
      case HALF_OPEN -> 1;
      case OPEN -> 2;
    };
  }
}
