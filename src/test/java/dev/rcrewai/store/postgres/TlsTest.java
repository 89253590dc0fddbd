package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL whose certificate is for {@code localhost} and signed by itself. */
class TlsTest extends PostgresStoreFixture {
  @TempDir static Path directory;

  private static PostgresServer server;

  @BeforeAll
  static void startServer() {
    var certificate = certificate("server");
    certificate("stranger");
    server = PostgresServer.start();
    server.use(certificate, directory.resolve("server.key"));
  }

  private static Path certificate(String name) {
    var file = directory.resolve(name + ".pem");
    PostgresPrograms.run(
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            directory.resolve(name + ".key").toString(),
            "-out",
            file.toString()));
    return file;
  }

  @AfterAll
  static void stopServer() {
    server.stop();
  }

  @Test
  void require_encrypts() {
    assertThat(isEncrypted("127.0.0.1", "sslmode=require")).isTrue();
  }

  @Test
  void prefer_whichIsTheDefault_encryptsWhereItCan() {
    assertThat(isEncrypted("127.0.0.1", "sslmode=prefer")).isTrue();
    assertThat(isEncrypted("127.0.0.1", "application_name=x")).isTrue();
    assertThat(isEncrypted("127.0.0.1", "sslmode=disable")).isFalse();
  }

  @Test
  void verifyCa_trustsTheNamedCertificateAndNoOther() {
    assertThat(isEncrypted("127.0.0.1", "sslmode=verify-ca&sslrootcert=" + file("server")))
        .isTrue();
    assertRefused("127.0.0.1", "sslmode=verify-ca&sslrootcert=" + file("stranger"));
    assertRefused("127.0.0.1", "sslmode=verify-ca");
  }

  @Test
  void verifyFull_wantsTheNameToo() {
    assertThat(isEncrypted("localhost", "sslmode=verify-full&sslrootcert=" + file("server")))
        .isTrue();
    assertRefused("127.0.0.1", "sslmode=verify-full&sslrootcert=" + file("server"));
  }

  @Test
  void store_overTls_works() {
    var url = server.newSchema() + "&sslmode=verify-ca&sslrootcert=" + file("server");

    running(opened(url));
  }

  private static Path file(String name) {
    return directory.resolve(name + ".pem");
  }

  private void assertRefused(String host, String parameters) {
    assertThatThrownBy(() -> await(store(url(host, parameters)).open()))
        .isNotInstanceOf(AssertionError.class);
  }

  private static boolean isEncrypted(String host, String parameters) {
    var sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    return PostgresServer.run(url(host, parameters), sql).iterator().next().getBoolean(0);
  }

  private static String url(String host, String parameters) {
    return server.url().replace("127.0.0.1", host) + "?" + parameters;
  }
}
