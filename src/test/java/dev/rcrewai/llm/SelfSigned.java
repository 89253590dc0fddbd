package dev.rcrewai.llm;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A certificate for {@code localhost} that nobody vouches for. */
public final class SelfSigned {
  private static final String PASSWORD = "password";

  private SelfSigned() {}

  /** One for the whole test run, since it takes a second to make. */
  static PfxOptions shared() {
    return Shared.OPTIONS;
  }

  private static final class Shared {
    private static final PfxOptions OPTIONS = make();

    private static PfxOptions make() {
      try {
        var dir = Files.createTempDirectory("self-signed");
        var store = in(dir);
        var inMemory = new PfxOptions().setPassword(PASSWORD);
        inMemory.setValue(Buffer.buffer(Files.readAllBytes(Path.of(store.getPath()))));
        try (var files = Files.list(dir)) {
          for (var file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(dir);
        return inMemory;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  /** Makes it, with its key, in that folder; the file is a trust store too. */
  public static PfxOptions in(Path dir) throws IOException, InterruptedException {
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
