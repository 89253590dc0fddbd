package dev.rcrewai.drill;

import dev.rcrewai.store.postgres.PostgresServer;
import dev.rcrewai.store.redis.RedisServer;
import java.nio.file.Path;
import java.util.Map;

/** The stores that several nodes can share. */
enum RealStore {
  POSTGRES {
    @Override
    StoreServer start(Path dir) {
      var server = PostgresServer.start();
      return new Running(
          Map.of("DATABASE_URL", server.url()), server::kill, server::restart, server::close);
    }
  },
  REDIS {
    @Override
    StoreServer start(Path dir) {
      var server = RedisServer.start(dir);
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      return new Running(
          Map.of("REDIS_URL", server.url()), server::kill, server::restart, server::close);
    }
  };

  /**
   * Starts a server of its own.
   *
   * @param dir an empty directory for its files
   */
  abstract StoreServer start(Path dir);

  private record Running(
      Map<String, String> environment, Runnable onKill, Runnable onStart, Runnable onClose)
      implements StoreServer {
    @Override
    public void kill() {
      onKill.run();
    }

    @Override
    public void start() {
      onStart.run();
    }

    @Override
    public void close() {
      onClose.run();
    }
  }
}
