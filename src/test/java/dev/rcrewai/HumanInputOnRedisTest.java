package dev.rcrewai;

import dev.rcrewai.store.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** People are waited for on Redis. */
class HumanInputOnRedisTest extends HumanInputRules {
  private @Nullable RedisServer server;

  @Override
  Map<String, String> store(Path dir) throws IOException {
    var redis = RedisServer.start(Files.createDirectory(dir));
    server = redis;
    return Map.of("REDIS_URL", redis.url());
  }

  @Override
  boolean isShared() {
    return true;
  }

  @AfterEach
  void stopRedis() {
    if (server != null) {
      server.close();
    }
  }
}
