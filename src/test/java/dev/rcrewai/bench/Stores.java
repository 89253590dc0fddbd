package dev.rcrewai.bench;

import dev.rcrewai.bench.Lab.Ask;
import dev.rcrewai.store.postgres.PostgresServer;
import dev.rcrewai.store.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The same load on each store. Redis and PostgreSQL share the load's cores.
 *
 * @param stores which of them
 */
record Stores(int connections, List<String> stores) implements Scenario {
  static final List<String> ALL = List.of("sqlite", "redis", "postgres");

  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    var ask = new Ask(BenchCrews.ONE, connections, plan.seconds());
    try (var lab = Lab.open(folder, plan, sheet, Duration.ZERO)) {
      var bare = lab.measure("stores", lab.bare(List.of()), ask).report().perSecond();
      for (var store : stores) {
        var measured =
            switch (store) {
              case "sqlite" -> lab.measure("stores", lab.server(store, Map.of(), List.of()), ask);
              case "redis" -> redis(lab, ask);
              case "postgres" -> postgres(lab, ask);
              default ->
                  throw new IllegalArgumentException(
                      "there is no store '%s'; there are %s".formatted(store, ALL));
            };
        sheet.ratio("stores, " + store + " against bare", measured.report().perSecond(), bare);
      }
    }
  }

  private static Row redis(Lab lab, Ask ask) throws Exception {
    var redis = RedisServer.start(lab.directory("redis"));
    lab.onClose(redis::close);
    var server = lab.server("redis", Map.of("REDIS_URL", redis.url()), List.of());
    return lab.measure("stores", server, ask, redis::cpu);
  }

  private static Row postgres(Lab lab, Ask ask) throws Exception {
    var postgres = PostgresServer.start();
    lab.onClose(postgres::close);
    var server = lab.server("postgres", Map.of("DATABASE_URL", postgres.url()), List.of());
    return lab.measure("stores", server, ask, postgres::cpu);
  }
}
