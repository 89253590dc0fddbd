package dev.rcrewai.llm;

import dev.rcrewai.llm.ProviderHealth.Status;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** What is known about the providers without a paid call. Thread-safe. */
public final class LlmHealth {
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

  private final Collection<Provider> providers;
  private final Clock clock;

  LlmHealth(Collection<Provider> providers, Clock clock) {
    this.providers = providers;
    this.clock = clock;
  }

  /** Each provider, by name. */
  public Map<String, ProviderHealth.View> views() {
    var views = new TreeMap<String, ProviderHealth.View>();
    providers.forEach(
        provider -> views.put(provider.name(), provider.health().view(clock.instant())));
    return views;
  }

  /** Unhealthy only when no provider can be called; degraded when one of them is not well. */
  public Status status() {
    var all = views().values().stream().map(ProviderHealth.View::status).toList();
    if (all.isEmpty() || all.stream().allMatch(Status.UNHEALTHY::equals)) {
      return Status.UNHEALTHY;
    }
    if (all.contains(Status.DEGRADED) || all.contains(Status.UNHEALTHY)) {
      return Status.DEGRADED;
    }
    return all.contains(Status.HEALTHY) ? Status.HEALTHY : Status.UNKNOWN;
  }

  /**
   * From now on asks each provider that was not called for an {@code interval} for its free list of
   * models.
   *
   * @return the Vert.x timer that does it
   */
  public long probeEvery(Vertx vertx, Duration interval) {
    return vertx.setPeriodic(interval.toMillis(), now -> probeSilent(interval));
  }

  private void probeSilent(Duration interval) {
    for (var provider : providers) {
      var now = clock.instant();
      var calledAt = provider.health().view(now).calledAt();
      if (calledAt == null || !calledAt.plus(interval).isAfter(now)) {
        provider.probe(PROBE_TIMEOUT);
      }
    }
  }
}
