package dev.rcrewai.deploy;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.Programs;
import dev.rcrewai.config.Secret;
import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.memory.Lesson;
import dev.rcrewai.memory.Memory;
import dev.rcrewai.memory.MemoryScope;
import dev.rcrewai.memory.MemoryVector;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.postgres.PostgresExecutionStore;
import dev.rcrewai.store.postgres.PostgresServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup of vectors that the database compared is as good where it cannot. */
class PgvectorRestoreTest {
  private static final String OWNER = "restorer";
  private static final MemoryScope SCOPE = new MemoryScope("ann", "support");
  private static final Memory MEMORY =
      new Memory(
          "a",
          SCOPE,
          MemoryKind.TOOL,
          new ExecutionId("01234567-89ab-7def-8123-456789abcdef"),
          "text",
          Instant.parse("2026-11-23T12:00:00Z"),
          new MemoryVector("openai/small", new Embedding(new float[] {0.5f, -1e-7f, 3})));

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  /** A database of a user who may create no extension; who may has done so, where there is one. */
  private static String database(PostgresServer server, String name) {
    server.run(
        """
        DO $$ BEGIN CREATE ROLE %s LOGIN PASSWORD '%s';
        EXCEPTION WHEN duplicate_object THEN NULL; END $$\
        """
            .formatted(OWNER, PostgresServer.PASSWORD));
    server.run("CREATE DATABASE " + name + " OWNER " + OWNER);
    return server.url(name).replaceFirst("//" + PostgresServer.USER, "//" + OWNER);
  }

  private static String withPgvector(String name) {
    var server = PostgresServer.sharedWithPgvector();
    var url = database(server, name);
    PostgresServer.run(server.url(name), "CREATE EXTENSION vector");
    return url;
  }

  private <T> T with(String url, Function<PostgresExecutionStore, Future<T>> work) {
    var settings =
        new StoreSettings.Database(
            new Secret(url), 2, Duration.ofSeconds(5), Duration.ofSeconds(10));
    var store = new PostgresExecutionStore(vertx, settings, InstantSource.system());
    return await(store.open().compose(any -> work.apply(store)).eventually(() -> store.close()));
  }

  private void restores(String from, String to) {
    Programs.require("pg_dump");
    var lesson = new Lesson(SCOPE, List.of(MEMORY), List.of(), Map.of(MemoryKind.TOOL, 9));
    with(from, store -> store.memories().keep(lesson));
    var made =
        Script.of("backup.sh", "--no-secrets", "--to", dir.toString())
            .with("DATABASE_URL", from)
            .run();
    assertThat(made.status()).as(made.words()).isZero();
    var restored =
        Script.of("restore.sh", made.out().strip(), "--only", "store")
            .with("DATABASE_URL", to)
            .run();
    assertThat(restored.status()).as(restored.words()).isZero();

    var found = with(to, store -> store.memories().newest(SCOPE, MemoryKind.TOOL, 9));

    assertThat(found).containsExactly(MEMORY);
  }

  @Test
  void backup_isRestoredWhereThereIsPgvector() {
    restores(withPgvector("backed_up"), withPgvector("restored"));
  }

  @Test
  void backup_isRestoredWhereThereIsNone() {
    restores(withPgvector("backed_up_too"), database(PostgresServer.shared(), "restored_without"));
  }
}
