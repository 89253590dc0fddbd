package dev.rcrewai;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Outcome;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.store.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The password of the database is exchanged while the server runs. */
class DatabasePasswordTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ROLE = "rotating";

  @TempDir Path dir;
  private final PostgresServer postgres = PostgresServer.shared();

  @Test
  void password_thatIsExchanged_isUsedByTheNextConnections() throws IOException {
    postgres.run("CREATE ROLE rotating LOGIN PASSWORD 'first'");
    postgres.run("CREATE SCHEMA rotating AUTHORIZATION rotating");
    var file = Files.writeString(dir.resolve("database-url"), url("first"));
    try (var fixture =
        new NodeFixture(dir, TestCrews.scriptWith(""))
            .with("DATABASE_URL_FILE", file.toString())
            .with("SECRET_FILES_INTERVAL", "0.1")
            .crew("echo", TestCrews.ECHO)
            .start()) {
      assertThat(outcome(fixture)).isEqualTo(Outcome.COMPLETED);

      postgres.run("ALTER ROLE rotating PASSWORD 'second'");
      Files.writeString(file, url("second"));
      postgres.run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'rotating'");

      Waiting.until("it is back", PATIENCE, () -> isUp(fixture));
      assertThat(outcome(fixture)).isEqualTo(Outcome.COMPLETED);
    }
  }

  private static boolean isUp(NodeFixture fixture) {
    var asked = fixture.node().store().queue().map(true).otherwise(false);
    return Boolean.TRUE.equals(await(asked));
  }

  private static @Nullable Outcome outcome(NodeFixture fixture) {
    return fixture.run(NodeFixture.request("echo", Map.of("word", "tea"))).outcome();
  }

  private String url(String password) {
    return "postgresql://%s:%s@127.0.0.1:%d/postgres?search_path=%s"
        .formatted(ROLE, password, postgres.port(), ROLE);
  }
}
