package dev.rcrewai.tool.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.config.Secret;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.store.postgres.PgBouncer;
import dev.rcrewai.store.postgres.PostgresServer;
import dev.rcrewai.tool.SecretText;
import dev.rcrewai.tool.ToolArguments;
import dev.rcrewai.tool.ToolInput;
import dev.rcrewai.tool.ToolInputs;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries and attacks on a real PostgreSQL, as a role that may write, and on a real SQLite. */
@Timeout(60)
final class SqlDatabaseTest {
  private static final Vertx VERTX = Vertx.vertx();
  @TempDir static Path dir;
  private static PostgresServer server;
  private static SqlDatabase tool;
  private static Path sqlite;

  @BeforeAll
  static void databases() throws Exception {
    server = PostgresServer.shared();
    server.run("DROP TABLE IF EXISTS credit_limits");
    server.run("CREATE TABLE credit_limits (id int PRIMARY KEY, name text, updated_at date)");
    server.run(
        "INSERT INTO credit_limits SELECT i, 'n' || i, '2026-01-01' FROM generate_series(1, 5) i");
    server.run("DROP ROLE IF EXISTS shop_reader");
    server.run("CREATE ROLE shop_reader LOGIN PASSWORD 'read@me/:'");
    server.run("GRANT ALL ON credit_limits TO shop_reader");
    server.run("GRANT CREATE ON SCHEMA public TO shop_reader");
    sqlite = dir.resolve("shop.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + sqlite);
        var statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, pic BLOB)");
      statement.executeUpdate("INSERT INTO items VALUES (1, 'lamp', x'0102'), (2, NULL, NULL)");
    }
    tool =
        new SqlDatabase(
            VERTX,
            List.of(
                postgres("shop", "shop_reader", "${reader}"),
                postgres("safe", "shop_reader", "${reader}"),
                postgres("boss", PostgresServer.USER, PostgresServer.PASSWORD),
                connection("files", "sqlite:" + sqlite, "")),
            new NamedSecrets(new Secret("{reader: 'read@me/:'}")),
            InstantSource.system());
  }

  @AfterAll
  static void close() throws Exception {
    server.run("DROP TABLE credit_limits");
    server.run("REVOKE ALL ON SCHEMA public FROM shop_reader");
    server.run("DROP ROLE shop_reader");
    VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static SqlConnection.Tls tls(String name) {
    return name.equals("safe") ? SqlConnection.Tls.VERIFY : SqlConnection.Tls.NONE;
  }

  private static SqlConnection postgres(String name, String user, String password) {
    return postgres(name, user, password, server.port());
  }

  private static SqlConnection postgres(String name, String user, String password, int port) {
    return connection(
        name, "postgresql://%s@127.0.0.1:%d/postgres".formatted(user, port), password);
  }

  private static SqlConnection connection(String name, String url, String password) {
    return new SqlConnection(
        name, "For tests", url, new SecretText(password), tls(name), 3, Duration.ofSeconds(1));
  }

  /** RCrewAI refuses updated_at as an update, and WITH; and forgets LIMIT for credit_limits. */
  @Test
  void query_namesThatLookLikeCommands_areNames() throws Exception {
    assertThat(
            run(
                "shop",
                "WITH l AS (SELECT * FROM credit_limits) -- drop; delete\n"
                    + "SELECT id, updated_at, 'insert; delete /*' AS note FROM l ORDER BY id;"))
        .isEqualTo(
            new ToolResult.Completed(
                """
                Rows: 3 (there are more; narrow the query, or count and sum in it)
                {"id":1,"updated_at":"2026-01-01","note":"insert; delete /*"}
                {"id":2,"updated_at":"2026-01-01","note":"insert; delete /*"}
                {"id":3,"updated_at":"2026-01-01","note":"insert; delete /*"}\
                """));
  }

  @Test
  void query_behindAPooler_isTheSame() throws Exception {
    try (var pooler = PgBouncer.before(server, new PgBouncer.Login("shop_reader", "read@me/:"))) {
      var pooled = postgres("pooled", "shop_reader", "read@me/:", pooler.port());
      var behind =
          new SqlDatabase(
              VERTX, List.of(pooled), new NamedSecrets(new Secret("{}")), InstantSource.system());

      assertThat(run(behind, "pooled", "SELECT 0.1::float8 + 0.2 AS sum").text())
          .isEqualTo("Rows: 1\n{\"sum\":0.30000000000000004}");
    }
  }

  @Test
  void query_nothingFound_saysSo() throws Exception {
    assertThat(run("shop", "SELECT 1 WHERE false").text()).isEqualTo("The query found no rows.");
    assertThat(run("shop", "SELECT nothing FROM nowhere").text())
        .isEqualTo("Query failed: relation \"nowhere\" does not exist");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO credit_limits VALUES (9, 'x', now())",
        "UPDATE credit_limits SET name = 'x'",
        "UPDATE credit_limits SET name = 'x' RETURNING id",
        "DELETE FROM credit_limits",
        "DROP TABLE credit_limits",
        "TRUNCATE credit_limits",
        "ALTER TABLE credit_limits ADD x int",
        "CREATE TABLE mine (x int)",
        "CREATE TEMP TABLE mine (x int)",
        "SELECT * INTO mine FROM credit_limits",
        "WITH gone AS (DELETE FROM credit_limits RETURNING id) SELECT * FROM gone",
        "SELECT 1; DELETE FROM credit_limits",
        "SELECT 1; COPY credit_limits TO PROGRAM 'touch MARK'",
        "COPY credit_limits TO PROGRAM 'touch MARK'",
        "COPY (SELECT 1) TO 'MARK'",
        "COPY credit_limits TO STDOUT",
        "COPY credit_limits FROM PROGRAM 'echo 9'",
        "SELECT 1) t; DELETE FROM credit_limits; --",
        "SELECT 1) AS t UNION ALL SELECT repeat('x', 100000000) FROM (SELECT 1",
        "SELECT 1 /*",
        "COMMIT; DELETE FROM credit_limits",
        "COMMIT",
        "ROLLBACK",
        "SET TRANSACTION READ WRITE",
        "SET transaction_read_only = off",
        "SELECT set_config('transaction_read_only', 'off', true)",
        "DO $$ BEGIN DELETE FROM credit_limits; END $$",
        "DO $$ BEGIN SET TRANSACTION READ WRITE; DELETE FROM credit_limits; END $$",
        "CALL pg_sleep(1)",
        "SELECT setval('pg_catalog.pg_toast', 1)",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('/')",
        "SELECT pg_read_binary_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_export(1, 'MARK')",
        "SELECT pg_sleep(30)",
        "SELECT count(*) FROM generate_series(1, 10000000000)",
        "SELECT * FROM credit_limits FOR UPDATE",
        "LOCK TABLE credit_limits",
        "EXPLAIN ANALYZE DELETE FROM credit_limits",
        "PREPARE p AS DELETE FROM credit_limits",
        "LISTEN x",
        "VACUUM",
        "SET ROLE postgres",
        "CREATE EXTENSION dblink",
        "SELECT pg_reload_conf()",
        "ALTER SYSTEM SET work_mem = '1GB'",
        "GRANT pg_read_server_files TO shop_reader"
      })
  void query_attackOnPostgres_changesAndReadsNothing(String attack) throws Exception {
    Path mark = dir.resolve("mark");
    var result = run("shop", attack.replace("MARK", mark.toString()));

    assertThat(result).as(result.text()).isInstanceOf(ToolResult.Failed.class);
    assertThat(
            server
                .run("SELECT count(*), min(name) FROM credit_limits WHERE name ~ '^n'")
                .iterator()
                .next()
                .deepToString())
        .contains("5", "n1");
    assertThat(mark).doesNotExist();
  }

  /** PostgreSQL 15 makes one in a transaction that must not write. */
  @Test
  void query_largeObjectMade_isGoneAfterwards() throws Exception {
    run("shop", "SELECT lo_create(4711)");

    assertThat(server.run("SELECT 1 FROM pg_largeobject_metadata WHERE oid = 4711").size())
        .isZero();
  }

  @Test
  void query_roleThatMayDoAnything_isNotUsed() throws Exception {
    assertThat(run("boss", "SELECT 1"))
        .isEqualTo(
            new ToolResult.Failed(
                "Query failed: the operator gave this connection a role that may do too much;"
                    + " it is not used"));
  }

  @Test
  void query_serverWithoutTheTlsThatIsWanted_isNotTalkedTo() throws Exception {
    assertThat(run("safe", "SELECT 1").text())
        .isEqualTo("Query failed: the database cannot be reached");
  }

  @Test
  void query_hugeValue_isCutByTheServer() throws Exception {
    assertThat(run("shop", "SELECT repeat('x', 50000000) AS x").text())
        .hasSizeLessThan(Database.ROW_CHARS_MAX + 100);
  }

  @Test
  void query_sqlite_givesRowsWithTheirTypes() throws Exception {
    assertThat(run("files", "SELECT * FROM items ORDER BY id"))
        .isEqualTo(
            new ToolResult.Completed(
                """
                Rows: 2
                {"id":1,"name":"lamp","pic":"(2 bytes)"}
                {"id":2,"name":null,"pic":null}\
                """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM items",
        "DROP TABLE items",
        "SELECT 1; DELETE FROM items",
        "WITH x AS (SELECT 1) DELETE FROM items",
        "INSERT INTO items VALUES (3, 'x', NULL) RETURNING id",
        "ATTACH DATABASE 'OTHER' AS other",
        "VACUUM INTO 'OTHER'",
        "PRAGMA writable_schema = 1",
        "PRAGMA journal_mode = DELETE",
        "SELECT load_extension('OTHER')",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('OTHER', 'x')",
        "SELECT 1) UNION SELECT * FROM (SELECT 1",
        "BEGIN; DELETE FROM items; COMMIT",
        "SELECT hex(zeroblob(100000000))",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
      })
  void query_attackOnSqlite_changesAndReadsNothing(String attack) throws Exception {
    Path other = dir.resolve("other.db");
    byte[] before = Files.readAllBytes(sqlite);

    var result = run("files", attack.replace("OTHER", other.toString()));

    assertThat(result).as(result.text()).isInstanceOf(ToolResult.Failed.class);
    assertThat(Files.readAllBytes(sqlite)).isEqualTo(before);
    assertThat(other).doesNotExist();
  }

  @Test
  void query_endlessOne_endsWithItsTime() throws Exception {
    var began = Instant.now();

    assertThat(run("shop", "SELECT pg_sleep(30)").text()).contains("statement timeout");
    assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(15));
  }

  private static ToolResult run(String connection, String query) throws InterruptedException {
    return run(tool, connection, query);
  }

  private static ToolResult run(SqlDatabase tool, String connection, String query)
      throws InterruptedException {
    var arguments = new HashMap<String, Object>(Map.of("connection", connection, "query", query));
    return tool.run(
        new ToolInput(
            new ToolArguments(arguments), "alice", Instant.now().plusSeconds(60), ToolInputs.KEY));
  }
}
