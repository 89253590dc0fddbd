package dev.rcrewai.bench;

import dev.rcrewai.bench.Lab.Ask;
import dev.rcrewai.store.postgres.PostgresServer;
import dev.rcrewai.store.redis.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The same load on each store. Redis and PostgreSQL share the load's cores. */
record Stores(int connections) implements Scenario {
  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    var ask = new Ask(BenchCrews.ONE, connections, plan.seconds());
    try (var lab = Lab.open(folder, plan, sheet, Duration.ZERO)) {
      var bare = lab.measure("stores", lab.bare(List.of()), ask).report().perSecond();
      var sqlite = lab.measure("stores", lab.server("sqlite", Map.of(), List.of()), ask);
      sheet.ratio("stores, sqlite against bare", sqlite.report().perSecond(), bare);

      var redis = RedisServer.start(lab.directory("redis"));
      lab.onClose(redis::close);
      var onRedis = lab.server("redis", Map.of("REDIS_URL", redis.url()), List.of());
      var row = lab.measure("stores", onRedis, ask, redis::cpu);
      sheet.ratio("stores, redis against bare", row.report().perSecond(), bare);

      var postgres = PostgresServer.start();
      lab.onClose(postgres::close);
      var onPostgres = lab.server("postgres", Map.of("DATABASE_URL", postgres.url()), List.of());
      row = lab.measure("stores", onPostgres, ask, postgres::cpu);
      sheet.ratio("stores, postgres against bare", row.report().perSecond(), bare);
    }
  }
}
