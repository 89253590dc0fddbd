package dev.rcrewai.store.postgres;

import static java.util.stream.Collectors.joining;

import dev.rcrewai.Programs;
import dev.rcrewai.execution.Await;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL on a free port of the loopback, which keeps what it commits and can be killed,
 * paused and started again on the same data. Its directory goes with {@link #stop}, at the latest
 * with this JVM. The test is skipped where PostgreSQL is not installed, except in CI.
 */
public final class PostgresServer implements AutoCloseable {
  public static final String USER = "rcrewai";
  public static final String PASSWORD = "a-password-that-nobody-may-see";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Predicate<String> NOT_ITS_OWN =
      Pattern.compile("checkpointer|writer|autovacuum|logical replication").asPredicate().negate();

  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static final Vertx VERTX = Vertx.vertx();

  private static @Nullable PostgresServer shared;
  private static @Nullable PostgresServer sharedWithPgvector;

  private final PostgresPrograms programs;
  private final Path directory;
  private final int port;
  private final List<String> settings = new ArrayList<>();
  private @Nullable Process postmaster;

  private PostgresServer(
      PostgresPrograms programs, Path directory, int port, List<String> settings) {
    this.programs = programs;
    this.directory = directory;
    this.port = port;
    this.settings.addAll(settings);
  }

  /** One server for all tests that neither kill nor configure it; without pgvector. */
  public static synchronized PostgresServer shared() {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  /** The same with pgvector. */
  public static synchronized PostgresServer sharedWithPgvector() {
    if (sharedWithPgvector == null) {
      sharedWithPgvector = startWithPgvector();
    }
    return sharedWithPgvector;
  }

  /** A server of its own; settings are {@code name=value} as in postgresql.conf. */
  public static PostgresServer start(String... settings) {
    return start(PostgresTree.withoutPgvector(PostgresPrograms.installed()), settings);
  }

  /** The same with pgvector. */
  public static PostgresServer startWithPgvector(String... settings) {
    return start(PostgresTree.withPgvector(PostgresPrograms.installed()), settings);
  }

  private static PostgresServer start(PostgresPrograms programs, String... settings) {
    try {
      var directory = Files.createTempDirectory("rcrewai-postgres-");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      PostgresPrograms.installed().newCluster(directory.resolve("data"));
      var server = new PostgresServer(programs, directory, Programs.freePort(), List.of(settings));
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
      server.restart();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The URL of the database that is there from the start. */
  public String url() {
    return "postgresql://%s:%s@127.0.0.1:%d/postgres".formatted(USER, PASSWORD, port);
  }

  /** The URL of another database. */
  public String url(String database) {
    return url().replaceFirst("/postgres$", "/" + database);
  }

  /** The URL of an empty schema, for one test alone. */
  public String newSchema() {
    var name = "test_" + SCHEMAS.incrementAndGet();
    run("CREATE SCHEMA " + name);
    return url() + "?search_path=" + name;
  }

  public int port() {
    return port;
  }

  /** CPU time of its processes that are there now, until now. */
  public Duration cpu() {
    var running = postmaster;
    return running == null
        ? Duration.ZERO
        : family(running)
            .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
            .reduce(Duration.ZERO, Duration::plus);
  }

  /** How many connections there are, with those that have not logged in. */
  long connections() {
    var running = postmaster;
    return running == null
        ? 0
        : running.children().map(PostgresServer::title).filter(NOT_ITS_OWN).count();
  }

  private static String title(ProcessHandle process) {
    return PostgresPrograms.text(Path.of("/proc", "" + process.pid()), "cmdline");
  }

  /** Starts it again with TLS. */
  public void use(Path certificate, Path key) {
    programs.give(certificate, data().resolve("server.crt"));
    programs.give(key, data().resolve("server.key"));
    settings.add("ssl=on");
    restart();
  }

  /** Runs a statement on a connection of its own. */
  public RowSet<Row> run(String sql) {
    return run(url(), sql);
  }

  /** The same where a URL of this server leads. */
  public static RowSet<Row> run(String url, String sql) {
    PgConnectOptions options = ConnectionUrl.read(url);
    return Await.await(
        PgConnection.connect(VERTX, options)
            .compose(connection -> connection.query(sql).execute().eventually(connection::close)));
  }

  /** Runs a statement in a transaction that is rolled back when this is closed. */
  static Held holding(String url, String sql) {
    return Await.await(
        PgConnection.connect(VERTX, ConnectionUrl.read(url))
            .compose(connection ->
                connection
                    .begin()
                    .compose(transaction -> connection.query(sql).execute())
                    .map(any -> new Held(connection))));
  }

  /** A transaction with its locks. */
  record Held(PgConnection connection) implements AutoCloseable {
    @Override
    public void close() {
      Await.await(connection.close());
    }
  }

  /** Starts it again on its data, and returns when it takes connections. */
  public void restart() {
    if (postmaster != null && postmaster.isAlive()) {
      kill();
    }
    var command = new ArrayList<>(List.of("-D", data().toString(), "-c", "port=" + port));
    Stream.concat(
            Stream.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "shared_buffers=64MB",
                "max_connections=200",
                "logging_collector=off"),
            settings.stream())
        .forEach(setting -> command.addAll(List.of("-c", setting)));
    var started = programs.start(directory.resolve("log"), "postgres", command);
    postmaster = started;
    Waiting.until("PostgreSQL is ready", PATIENCE, () -> isReady(started));
  }

  /** SIGKILL to all its processes. */
  public void kill() {
    var running = postmaster;
    if (running != null) {
      var all = family(running).toList();
      all.forEach(ProcessHandle::destroyForcibly);
      Waiting.until(
          "PostgreSQL is dead", PATIENCE, () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  /** SIGSTOP to all its processes: connections stay, and nobody answers. */
  public void pause() {
    signal("-STOP");
  }

  public void resume() {
    signal("-CONT");
  }

  /** Ends it for good and deletes its data. */
  public void stop() {
    kill();
    programs.delete(directory);
  }

  @Override
  public void close() {
    stop();
  }

  private Path data() {
    return directory.resolve("data");
  }

  /** What pg_ctl waits for: the eighth line of the pid file says so. */
  private boolean isReady(Process started) {
    if (!started.isAlive()) {
      throw new AssertionError("PostgreSQL ended: " + PostgresPrograms.text(directory, "log"));
    }
    var lines = PostgresPrograms.text(directory, "data/postmaster.pid").lines().toList();
    return lines.size() >= 8
        && lines.get(0).strip().equals(Long.toString(started.pid()))
        && lines.get(7).strip().equals("ready");
  }

  /** Children come and go; one that is gone already needs no signal. */
  private void signal(String signal) {
    var running = postmaster;
    if (running != null) {
      var pids = family(running).map(ProcessHandle::pid).map(String::valueOf);
      var command = "kill %s %s || true".formatted(signal, pids.collect(joining(" ")));
      PostgresPrograms.run(List.of("sh", "-c", command));
    }
  }

  /** The postmaster, then its children. */
  private static Stream<ProcessHandle> family(Process postmaster) {
    var handle = postmaster.toHandle();
    return Stream.concat(Stream.of(handle), handle.descendants());
  }
}
