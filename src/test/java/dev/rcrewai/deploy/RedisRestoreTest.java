package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.store.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A real Redis that was emptied; what others keep in it is none of our business. */
class RedisRestoreTest extends RestoreDrill {
  private static final String PASSWORD = "p@ss word";

  @SuppressWarnings("NullAway.Init") // set by store
  private RedisServer redis;

  @Override
  Map<String, String> store() throws IOException {
    redis = RedisServer.start(Files.createDirectories(dir.resolve("redis")));
    redis.cli("CONFIG", "SET", "requirepass", PASSWORD);
    return Map.of("REDIS_URL", "redis://:p%40ss%20word@127.0.0.1:" + redis.port() + "/3");
  }

  @Override
  void destroy() {
    assertThat(cli("FLUSHALL")).isEqualTo("OK");
    cli("SET", "foreign", "stays");
  }

  private String cli(String command, String... words) {
    var all = new ArrayList<>(List.of("-a", PASSWORD, "--no-auth-warning"));
    all.addAll(List.of("-n", "3", command));
    all.addAll(List.of(words));
    return redis.cli(all.toArray(String[]::new));
  }

  @AfterEach
  void stop() {
    assertThat(cli("GET", "foreign")).isEqualTo("stays");
    redis.close();
  }
}
