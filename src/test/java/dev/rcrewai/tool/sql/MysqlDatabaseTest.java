package dev.rcrewai.tool.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.config.Secret;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.tool.SecretText;
import dev.rcrewai.tool.ToolInputs;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
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

/** Queries and attacks on a real MariaDB, by an account that may write. */
@Timeout(120)
final class MysqlDatabaseTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final String COUNT = "SELECT COUNT(*), MIN(name) FROM shop.items";
  @TempDir static Path dir;
  private static MariaDbServer server;
  private static SqlDatabase tool;

  @BeforeAll
  static void database() throws Exception {
    server = new MariaDbServer(dir);
    server.sql(
        """
        CREATE DATABASE shop;
        CREATE TABLE shop.items (id INT PRIMARY KEY, name TEXT, updated_at DATE);
        INSERT INTO shop.items VALUES (1, 'n1', '2026-01-01'), (2, 'n2', NULL), (3, 'n3', NULL);
        CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'read@me';
        GRANT ALL ON shop.* TO reader@'127.0.0.1';
        CREATE USER filer@'127.0.0.1' IDENTIFIED BY 'read@me';
        GRANT FILE ON *.* TO filer@'127.0.0.1';
        GRANT ALL ON shop.* TO filer@'127.0.0.1';
        """);
    tool =
        new SqlDatabase(
            VERTX,
            List.of(connection("reader"), connection("filer")),
            new NamedSecrets(new Secret("{p: 'read@me'}")),
            InstantSource.system());
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
    VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static SqlConnection connection(String user) {
    var url = "mysql://%s@127.0.0.1:%d/shop".formatted(user, server.port());
    return new SqlConnection(
        user,
        "For tests",
        url,
        new SecretText("${p}"),
        SqlConnection.Tls.NONE,
        2,
        Duration.ofSeconds(1));
  }

  @Test
  void query_rows_comeAsJson() throws Exception {
    assertThat(run("reader", "SELECT id, updated_at FROM items ORDER BY id -- drop;"))
        .isEqualTo(
            new ToolResult.Completed(
                """
                Rows: 2 (there are more; narrow the query, or count and sum in it)
                {"id":1,"updated_at":"2026-01-01"}
                {"id":2,"updated_at":null}\
                """));
    assertThat(run("reader", "SELECT 1 FROM items WHERE id = 9").text())
        .isEqualTo("The query found no rows.");
  }

  @Test
  void query_longValue_isCut() throws Exception {
    assertThat(run("reader", "SELECT REPEAT('x', 1000000) AS x").text())
        .hasSizeLessThan(Database.ROW_CHARS_MAX + 100);
  }

  @Test
  void query_accountThatMayReadFiles_isNotUsed() throws Exception {
    assertThat(run("filer", "SELECT 1").text()).contains("an account that may do too much");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO items VALUES (9, 'x', NULL)",
        "INSERT INTO items VALUES (9, 'x', NULL) RETURNING id",
        "UPDATE items SET name = 'x'",
        "DELETE FROM items",
        "DELETE FROM items RETURNING id",
        "DROP TABLE items",
        "TRUNCATE items",
        "ALTER TABLE items ADD x INT",
        "CREATE TABLE mine (x INT)",
        "CREATE TEMPORARY TABLE mine (x INT)",
        "REPLACE INTO items VALUES (1, 'x', NULL)",
        "SELECT 1; DELETE FROM items",
        "SELECT 1) AS t; DELETE FROM items; --",
        "SELECT 1) AS t UNION ALL SELECT * FROM (SELECT 2",
        "SELECT 1 INTO OUTFILE 'MARK'",
        "SELECT 1 INTO DUMPFILE 'MARK'",
        "SELECT name FROM items INTO @a",
        "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE items",
        "LOAD DATA INFILE '/etc/passwd' INTO TABLE items",
        "COMMIT",
        "SET SESSION TRANSACTION READ WRITE",
        "SET GLOBAL read_only = 0",
        "BEGIN NOT ATOMIC DELETE FROM items; END",
        "CALL nothing()",
        "DO SLEEP(30)",
        "PREPARE p FROM 'DELETE FROM items'",
        "EXECUTE IMMEDIATE 'DELETE FROM items'",
        "HANDLER items OPEN",
        "LOCK TABLES items WRITE",
        "KILL 1",
        "INSTALL SONAME 'x'",
        "SELECT * FROM mysql.global_priv",
        "SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b"
      })
  void query_attack_changesAndReadsNothing(String attack) throws Exception {
    Path mark = dir.resolve("mark");
    var result = run("reader", attack.replace("MARK", mark.toString()));

    assertThat(result).as(result.text()).isInstanceOf(ToolResult.Failed.class);
    assertThat(server.sql(COUNT)).isEqualTo("3\tn1\n");
    assertThat(mark).doesNotExist();
  }

  @Test
  void query_fileOfTheServer_isNotThere() throws Exception {
    assertThat(run("reader", "SELECT LOAD_FILE('/etc/passwd') AS x").text())
        .isEqualTo("Rows: 1\n{\"x\":null}");
  }

  private static ToolResult run(String connection, String query) throws InterruptedException {
    return tool.run(ToolInputs.of(Map.of("connection", connection, "query", query)));
  }
}
