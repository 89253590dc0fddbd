package dev.rcrewai.deploy;

import static dev.rcrewai.execution.Await.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.Programs;
import dev.rcrewai.store.sqlite.SqliteExecutionStore;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An embedded store with one execution, a crew, secrets, and a key to read them again. */
final class BackupFixture {
  static final String SECRET = "canary-of-a-secret-0123456789abcdef";

  final Path dir;
  final Path data;
  final Path crew;
  final Path backups;
  final Path identity;
  final String recipient;
  final Map<String, String> settings = new HashMap<>();

  BackupFixture(Path dir) throws IOException {
    Programs.require("sqlite3");
    Programs.require("age");
    this.dir = dir;
    data = dir.resolve("data");
    backups = dir.resolve("backups");
    identity = dir.resolve("identity");
    crew = Files.createDirectories(dir.resolve("crews")).resolve("echo.yaml");
    Files.writeString(crew, "agents: {}\n");
    Files.writeString(dir.resolve("server.yaml"), "http:\n  # port: 8080\n");
    recipient = newKey();
    settings.put("DATA_DIR", data.toString());
    settings.put("CREWS_DIR", dir.resolve("crews").toString());
    settings.put("FILES_DIR", dir.resolve("no-files").toString());
    settings.put("SERVER_CONFIG", dir.resolve("server.yaml").toString());
    settings.put("OPENAI_API_KEY", SECRET);
    settings.put("LLM_MODEL", "scripted");
    makeStore();
  }

  private String newKey() {
    shell("age-keygen -o '" + identity + "' 2>/dev/null");
    return shell("age-keygen -y '" + identity + "'").strip();
  }

  /** The server's own tables, and a row that stands for what it accepted. */
  private void makeStore() {
    var vertx = Vertx.vertx();
    try {
      var store = new SqliteExecutionStore(vertx, data, Clock.systemUTC(), _ -> {});
      await(store.open());
      await(store.close());
    } finally {
      await(vertx.close());
    }
    sqlite(
        """
        INSERT INTO executions (id, crew_name, caller, status, created_at, input_tokens,
          cached_tokens, output_tokens, reasoning_tokens, last_seq, epoch)
        VALUES (x'01', 'echo', 'ann', 'waiting', 1, 0, 0, 0, 0, 7, 1)\
        """);
  }

  String sqlite(String sql) {
    return shell("sqlite3 '" + data.resolve("executions.db") + "' \"" + sql + "\"").strip();
  }

  Script.Run backup(String... options) {
    return Script.of("backup.sh", "--to", backups.toString()).and(options).with(settings).run();
  }

  /** A good one. */
  Path made() {
    var run = backup("--recipient", recipient);
    assertThat(run.status()).as(run.words()).isZero();
    return Path.of(run.out().strip());
  }

  Script.Run restore(Path backup, String... options) {
    return Script.of("restore.sh", backup.toString()).and(options).with(settings).run();
  }

  List<String> backups() throws IOException {
    if (!Files.isDirectory(backups)) {
      return List.of();
    }
    try (var files = Files.list(backups)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  static String shell(String command) {
    try {
      var process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(command + ": " + output).isZero();
      return output;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
