package dev.rcrewai.store.postgres;

import dev.rcrewai.Programs;
import dev.rcrewai.llm.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * A real PgBouncer before a server, which hands out whole sessions and knows no more parameters
 * than it does by itself. Where none is installed, its tests are skipped; where {@code CI=true},
 * they fail.
 */
public final class PgBouncer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final PostgresPrograms programs = PostgresPrograms.installed();
  private final int port = Programs.freePort();
  private final PostgresServer server;
  private final Path directory;
  private final Process process;

  /** Who may come, and goes on to the server. */
  public record Login(String user, String password) {}

  private PgBouncer(Path directory, PostgresServer server, Login login, String program)
      throws IOException {
    this.directory = directory;
    this.server = server;
    var users = Files.writeString(directory.resolve("users"), users(login));
    var settings = Files.writeString(directory.resolve("ini"), settings(users));
    this.process = programs.start(directory.resolve("log"), program, List.of(settings.toString()));
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    Waiting.until("PgBouncer is up", PATIENCE, this::isUp);
  }

  /** One whose only user is the server's owner. */
  static PgBouncer before(PostgresServer server) {
    return before(server, new Login(PostgresServer.USER, PostgresServer.PASSWORD));
  }

  /** One with that user. */
  public static PgBouncer before(PostgresServer server, Login login) {
    var program = Programs.require("pgbouncer");
    try {
      var directory = Files.createTempDirectory("rcrewai-pgbouncer-");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      return new PgBouncer(directory, server, login, program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String users(Login login) {
    return "\"%s\" \"%s\"%n".formatted(login.user(), login.password());
  }

  private String settings(Path users) {
    return """
    [databases]
    postgres = host=127.0.0.1 port=%d
    [pgbouncer]
    listen_addr = 127.0.0.1
    listen_port = %d
    unix_socket_dir =
    auth_type = scram-sha-256
    auth_file = %s
    pool_mode = session
    """
        .formatted(server.port(), port, users);
  }

  private boolean isUp() {
    var log = PostgresPrograms.text(directory, "log");
    if (!process.isAlive()) {
      throw new AssertionError("PgBouncer ended: " + log);
    }
    return log.contains("process up");
  }

  public int port() {
    return port;
  }

  /** That URL of the server, by way of this. */
  String behind(String url) {
    return url.replace(":" + server.port() + "/", ":" + port + "/");
  }

  @Override
  public void close() {
    process.destroy();
    programs.delete(directory);
  }
}
