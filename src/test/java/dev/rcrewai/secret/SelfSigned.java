package dev.rcrewai.secret;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate of localhost that nobody vouches for.
 *
 * @param store with its key
 * @param pem the certificate alone
 */
public record SelfSigned(Path store, Path pem) {
  private static final String PASSWORD = "password";

  public static SelfSigned in(Path dir) {
    var made = new SelfSigned(dir.resolve("key.p12"), dir.resolve("cert.pem"));
    made.keytool(
        "-genkeypair",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost,ip:127.0.0.1");
    made.keytool("-exportcert", "-rfc", "-file", made.pem.toString());
    return made;
  }

  /** For a server that shows it. */
  public HttpServerOptions server() {
    return new HttpServerOptions()
        .setSsl(true)
        .setKeyCertOptions(new PfxOptions().setPath(store.toString()).setPassword(PASSWORD));
  }

  private void keytool(String... arguments) {
    var tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var command = new ArrayList<>(List.of(tool));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", "a", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    try {
      var run =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(store.resolveSibling("keytool.log").toFile())
              .start();
      if (!run.waitFor(30, TimeUnit.SECONDS) || run.exitValue() != 0) {
        throw new AssertionError("keytool failed");
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
