package dev.rcrewai.tool.sql;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.ServerProcess;
import dev.rcrewai.config.MailSettings;
import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.config.Secret;
import dev.rcrewai.store.postgres.PostgresServer;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.SecretText;
import dev.rcrewai.tool.ToolInputs;
import dev.rcrewai.tool.mail.EmailSender;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.server.SMTPServer;

/**
 * Databases and mail servers whose certificates are by an authority of the company's own, used by
 * crews in JVMs that trust it, or not, as the documentation tells operators.
 */
@Timeout(180)
final class TrustedTlsTest {
  private static final String DATABASES =
      """
      sql:
        pg:
          description: PostgreSQL by its name.
          url: postgresql://reader@localhost:PG/postgres
          password: '${reader}'
          tls: verify
        pg_by_address:
          description: PostgreSQL by its address, which its certificate does not name.
          url: postgresql://reader@127.0.0.1:PG/postgres
          password: '${reader}'
        my:
          description: MariaDB by its name.
          url: mysql://reader@localhost:MY/shop
          password: '${reader}'
        my_by_address:
          description: MariaDB by its address, which its certificate does not name.
          url: mysql://reader@127.0.0.1:MY/shop
          password: '${reader}'
      """;

  private static final String CREW =
      """
      agents:
        clerk: {role: Clerk, goal: Work, tools: [sql_database, email_sender]}
      tasks:
        pg: {description: Ask pg., expected_output: It, agent: clerk}
        my: {description: Ask my., expected_output: It, agent: clerk}
        pg_by_address: {description: Ask pg_by_address., expected_output: It, agent: clerk}
        my_by_address: {description: Ask my_by_address., expected_output: It, agent: clerk}
        mail: {description: Send mail., expected_output: It, agent: clerk}
      """;

  private static final String SCRIPT =
      """
      rules:
        - name: ask-postgres
          when: {not_called: sql_database, task: {regex: 'Ask pg'}}
          extract: {connection: {from: task, regex: 'Ask (\\w+)'}}
          answer:
            tool_calls:
              - name: sql_database
                arguments:
                  connection: '${connection}'
                  query: SELECT version AS tls FROM pg_stat_ssl WHERE pid = pg_backend_pid()
        - name: ask-mariadb
          when: {not_called: sql_database, task: {regex: 'Ask my'}}
          extract: {connection: {from: task, regex: 'Ask (\\w+)'}}
          answer:
            tool_calls:
              - name: sql_database
                arguments:
                  connection: '${connection}'
                  query: >-
                    SELECT VARIABLE_VALUE AS tls FROM information_schema.SESSION_STATUS
                    WHERE VARIABLE_NAME = 'Ssl_version'
        - name: send
          when: {not_called: email_sender, task: {contains: Send mail}}
          answer:
            tool_calls:
              - {name: email_sender, arguments: {to: ann@shop.test, subject: TLS, body: Hello}}
        - name: sent
          when: {called: email_sender}
          answer: {text: 'mail: ${result:email_sender}', disclose: false}
        - name: asked
          extract: {connection: {from: task, regex: 'Ask (\\w+)'}}
          answer: {text: '${connection}: ${result:sql_database}', disclose: false}
      """;

  @TempDir static Path dir;
  private static final List<String> MAILS = Collections.synchronizedList(new ArrayList<>());
  private static TestAuthority authority;
  private static PostgresServer postgres;
  private static MariaDbServer mariaDb;
  private static SMTPServer startTls;
  private static SMTPServer tls;

  @BeforeAll
  static void servers() throws Exception {
    authority = new TestAuthority(Files.createDirectory(dir.resolve("ca")));
    postgres = PostgresServer.start();
    postgres.use(authority.certificate(), authority.key());
    postgres.run("CREATE ROLE reader LOGIN PASSWORD 'read-me'");
    mariaDb =
        new MariaDbServer(
            Files.createDirectory(dir.resolve("mariadb")),
            "--ssl-cert=" + authority.certificate(),
            "--ssl-key=" + authority.key());
    mariaDb.sql(
        """
        CREATE DATABASE shop;
        CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'read-me' REQUIRE SSL;
        GRANT SELECT ON shop.* TO reader@'127.0.0.1';
        """);
    startTls = receiver(smtp().requireTLS().startTlsSocketFactory(authority.server()));
    tls = receiver(smtp().serverSocketFactory(authority.server()));
    Files.createDirectories(dir.resolve("crews"));
    Files.createDirectories(dir.resolve("sandbox"));
    Files.createDirectories(dir.resolve("tools"));
    Files.writeString(dir.resolve("crews/clerks.yaml"), CREW);
    Files.writeString(dir.resolve("sandbox/clerks.yaml"), SCRIPT);
    Files.writeString(
        dir.resolve("tools/sql.yaml"),
        DATABASES
            .replace("PG", Integer.toString(postgres.port()))
            .replace("MY", Integer.toString(mariaDb.port())));
  }

  @AfterAll
  static void close() {
    startTls.stop();
    tls.stop();
    mariaDb.close();
    postgres.close();
  }

  @Test
  void run_whereTheAuthorityIsTrusted_databasesAndMailAreReachedOverTls() {
    MAILS.clear();

    var said = run(authority.trust(), startTls, "starttls");

    assertThat(said)
        .contains(
            "pg: Rows: 1\\n{\\\"tls\\\":\\\"TLSv1.3\\\"}",
            "my: Rows: 1\\n{\\\"tls\\\":\\\"TLSv1.3\\\"}",
            "pg_by_address: Query failed: the database cannot be reached",
            "my_by_address: Query failed: the database cannot be reached",
            "mail: The mail server took the mail for 1.");
    assertThat(MAILS).containsExactly("ann@shop.test");
  }

  @Test
  void run_whereTheAuthorityIsTrusted_mailIsSentOverTlsFromTheFirstByte() {
    MAILS.clear();

    assertThat(run(authority.trust(), tls, "tls")).contains("mail: The mail server took the mail");
    assertThat(MAILS).containsExactly("ann@shop.test");
  }

  /** This JVM has the usual authorities. */
  @Test
  void call_whereTheAuthorityIsNotTrusted_reachesNothing() throws Exception {
    MAILS.clear();
    var vertx = Vertx.vertx();
    try {
      var databases =
          new SqlDatabase(
              vertx,
              List.of(
                  connection("pg", "postgresql", "postgres", postgres.port()),
                  connection("my", "mysql", "shop", mariaDb.port())),
              NamedSecrets.NONE,
              InstantSource.system());
      for (var name : List.of("pg", "my")) {
        var query = ToolInputs.of(Map.of("connection", name, "query", "SELECT 1"));
        assertThat(databases.run(query).text())
            .isEqualTo("Query failed: the database cannot be reached");
      }
      for (var way : List.of(MailSettings.Tls.STARTTLS, MailSettings.Tls.TLS)) {
        var mail = ToolInputs.of(Map.of("to", "ann@shop.test", "subject", "TLS", "body", "Hello"));
        assertThat(sender(vertx, way).run(mail).text())
            .isEqualTo("Mail not sent: no secure connection to the mail server");
      }
      assertThat(MAILS).isEmpty();
    } finally {
      await(vertx.close());
    }
  }

  private static SqlConnection connection(String name, String scheme, String database, int port) {
    return new SqlConnection(
        name,
        "For tests",
        "%s://reader@localhost:%d/%s".formatted(scheme, port, database),
        new SecretText("read-me"),
        SqlConnection.Tls.VERIFY,
        3,
        Duration.ofSeconds(10));
  }

  private static EmailSender sender(Vertx vertx, MailSettings.Tls way) {
    var server = way == MailSettings.Tls.TLS ? tls : startTls;
    var settings =
        new MailSettings(
            "localhost",
            server.getPortAllocated(),
            way,
            "",
            new Secret(""),
            "crew@rcrewai.test",
            List.of("@shop.test"));
    return new EmailSender(vertx, settings, new FileJail(dir.resolve("files"), 1_000));
  }

  private static String run(String options, SMTPServer mail, String tlsOfMail) {
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_TOOL_OPTIONS", options);
    environment.put("CREWS_DIR", dir.resolve("crews").toString());
    environment.put("TOOLS_DIR", dir.resolve("tools").toString());
    environment.put("FILES_DIR", dir.resolve("files").toString());
    environment.put("SANDBOX_DIR", dir.resolve("sandbox").toString());
    environment.put("LLM_PROVIDER", "sandbox");
    environment.put("TOOL_SECRETS", "{reader: read-me}");
    environment.put("SMTP_HOST", "localhost");
    environment.put("SMTP_PORT", Integer.toString(mail.getPortAllocated()));
    environment.put("SMTP_TLS", tlsOfMail);
    environment.put("MAIL_FROM", "crew@rcrewai.test");
    environment.put("MAIL_ALLOW", "@shop.test");
    try (var run = ServerProcess.begin(environment, List.of(), "run", "clerks", "-o", "json")) {
      assertThat(run.exitsWithin(Duration.ofSeconds(60))).isTrue();
      return run.output();
    }
  }

  private static SMTPServer.Builder smtp() {
    return SMTPServer.port(0)
        .simpleMessageListener(
            new SimpleMessageListener() {
              @Override
              public boolean accept(String from, String to) {
                return true;
              }

              @Override
              public void deliver(String from, String to, InputStream data) throws IOException {
                data.readAllBytes();
                MAILS.add(to);
              }
            });
  }

  private static SMTPServer receiver(SMTPServer.Builder builder) {
    var server = builder.build();
    server.start();
    return server;
  }
}
