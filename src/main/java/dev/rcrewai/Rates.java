package dev.rcrewai;

import dev.rcrewai.config.Settings;
import dev.rcrewai.limit.LocalProviderRate;
import dev.rcrewai.limit.ProviderRate;
import dev.rcrewai.store.redis.RedisProviderRates;
import io.vertx.core.Vertx;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** How much providers may be asked: all nodes together where they share a Redis, else each one. */
final class Rates {
  private final Settings settings;
  private final @Nullable RedisProviderRates shared;

  /**
   * @param nodes how many nodes there are now, this one included
   */
  Rates(Vertx vertx, Settings settings, IntSupplier nodes) {
    this.settings = settings;
    var redis = settings.store().redis();
    this.shared = redis == null ? null : new RedisProviderRates(vertx, redis, nodes);
  }

  /** The rate of the provider of this name. */
  ProviderRate of(String provider) {
    var limits = settings.llm().rateOf(provider);
    return shared == null
        ? new LocalProviderRate(
            limits.requestsPerMinute(), limits.tokensPerMinute(), System::nanoTime)
        : shared.of(provider, limits);
  }

  void close() {
    if (shared != null) {
      shared.close();
    }
  }
}
