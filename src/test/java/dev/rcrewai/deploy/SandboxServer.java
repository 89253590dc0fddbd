package dev.rcrewai.deploy;

import dev.rcrewai.ServerProcess;
import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.config.SettingsLoader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A server process as it is delivered, with the repository's crews and the sandbox. */
final class SandboxServer implements AutoCloseable {
  static final String SECRET = "0123456789abcdef0123456789abcdef";

  private final Map<String, String> environment;
  private final ServerProcess process;

  SandboxServer(Path dir) {
    environment =
        Map.of(
            "HOST", "127.0.0.1",
            "PORT", "0",
            "MANAGEMENT_PORT", "-1",
            "DATA_DIR", dir.toString(),
            "LLM_PROVIDER", "sandbox",
            "JWT_SECRET", SECRET);
    var options = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");
    process = ServerProcess.start(environment, options, "serve");
  }

  URI address() {
    return process.address();
  }

  URI management() {
    return process.management();
  }

  String token(String... permissions) {
    return new TokenIssuer(new SettingsLoader(environment).load().auth())
        .issue("smoke", List.of(permissions), Duration.ofHours(1));
  }

  @Override
  public void close() {
    process.close();
  }
}
