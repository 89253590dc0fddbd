package dev.rcrewai.tool.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority of the test's own, and a certificate for {@code localhost} by it. */
final class TestAuthority {
  private static final String PASSWORD = "changeit";

  private final Path directory;

  TestAuthority(Path directory) throws Exception {
    this.directory = directory;
    var extensions =
        Files.writeString(directory.resolve("extensions"), "subjectAltName=DNS:localhost\n");
    run(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Test-CA -keyout ca.key -out"
            + " ca.pem");
    run(
        "openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out"
            + " server.csr");
    run(
        "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2"
            + " -extfile "
            + extensions.getFileName()
            + " -out server.pem");
    run(
        "openssl pkcs12 -export -in server.pem -inkey server.key -certfile ca.pem -name server"
            + " -passout pass:"
            + PASSWORD
            + " -out server.p12");
    run(
        "keytool -importcert -noprompt -alias ca -file ca.pem -storetype PKCS12 -storepass "
            + PASSWORD
            + " -keystore trust.p12");
  }

  Path certificate() {
    return directory.resolve("server.pem");
  }

  Path key() {
    return directory.resolve("server.key");
  }

  /** What makes a JVM trust it, as operators are told. */
  String trust() {
    return "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
        .formatted(directory.resolve("trust.p12"), PASSWORD);
  }

  /** Of a server with that certificate. */
  SSLContext server() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve("server.p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private void run(String command) throws Exception {
    var log = directory.resolve("log");
    var process =
        new ProcessBuilder(List.of(command.split(" ")))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(command + ": " + Files.readString(log));
    }
  }
}
