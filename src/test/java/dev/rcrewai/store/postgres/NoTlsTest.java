package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.llm.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that does not speak TLS, and what asking it for TLS leaves behind. */
class NoTlsTest extends PostgresStoreFixture {
  /** PostgreSQL itself ends connections that do not log in, but only after a minute. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static PostgresServer server;

  @BeforeAll
  static void startServer() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.stop();
  }

  @Test
  void prefer_leavesNoConnectionButTheOneInUse() {
    var database = database("prefer");
    for (int i = 0; i < 3; i++) {
      await(await(database.connect(Duration.ofSeconds(5))).close());
    }
    var open = await(database.connect(Duration.ofSeconds(5)));

    Waiting.until("one is left", PATIENCE, () -> server.connections() == 1);

    await(open.close());
    Waiting.until("none is left", PATIENCE, () -> server.connections() == 0);
    await(database.close());
  }

  @Test
  void require_isRefusedAndLeavesNone() {
    var database = database("require");
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> await(database.connect(Duration.ofSeconds(5))))
          .hasMessageContaining("does not speak TLS, which sslmode=require wants");
    }
    Waiting.until("none is left", PATIENCE, () -> server.connections() == 0);
    await(database.close());
  }

  private static Database database(String sslmode) {
    var url = server.url() + "?sslmode=" + sslmode;
    return new Database(vertx(), settings(url, 2, Duration.ofSeconds(5)));
  }
}
