package dev.rcrewai.llm;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A certificate for {@code localhost} that nobody vouches for. */
final class SelfSigned {
  private static final String PASSWORD = "password";

  private SelfSigned() {}

  /** Makes it, with its key, in that folder. */
  static PfxOptions in(Path dir) throws IOException, InterruptedException {
    var store = dir.resolve("key.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("keytool.log").toFile())
            .start();
    if (!made.waitFor(30, TimeUnit.SECONDS) || made.exitValue() != 0) {
      throw new AssertionError("no certificate; see " + dir.resolve("keytool.log"));
    }
    return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
  }
}
