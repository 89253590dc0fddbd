package dev.rcrewai.bench;

import dev.rcrewai.store.postgres.PostgresServer;
import dev.rcrewai.store.redis.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A server on a store of its own, which has the load's cores.
 *
 * @param cpu of the store's own processes until now; zero where it has none
 */
record StoreUnderTest(Target server, Supplier<Duration> cpu) {
  static final List<String> ALL = List.of("sqlite", "redis", "postgres");

  /** One of {@link #ALL}, started in the lab. */
  static StoreUnderTest start(Lab lab, String store) throws Exception {
    return switch (store) {
      case "sqlite" ->
          new StoreUnderTest(lab.server(store, Map.of(), List.of()), () -> Duration.ZERO);
      case "redis" -> {
        var redis = RedisServer.start(lab.directory("redis"));
        lab.onClose(redis::close);
        var settings = Map.of("REDIS_URL", redis.url());
        yield new StoreUnderTest(lab.server(store, settings, List.of()), redis::cpu);
      }
      case "postgres" -> {
        var postgres = PostgresServer.start();
        lab.onClose(postgres::close);
        var settings = Map.of("DATABASE_URL", postgres.url());
        yield new StoreUnderTest(lab.server(store, settings, List.of()), postgres::cpu);
      }
      default ->
          throw new IllegalArgumentException(
              "there is no store '%s'; there are %s".formatted(store, ALL));
    };
  }

  Row measure(Lab lab, String scenario, Lab.Ask ask) throws Exception {
    return lab.measure(scenario, server, ask, cpu);
  }
}
