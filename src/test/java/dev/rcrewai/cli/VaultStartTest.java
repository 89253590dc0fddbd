package dev.rcrewai.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.ServerProcess;
import dev.rcrewai.secret.FakeVault;
import dev.rcrewai.secret.FakeVault.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose secrets are in Vault. */
class VaultStartTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String AUTH = "secret/data/auth";

  @TempDir Path dir;
  private final FakeVault vault = new FakeVault();
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void begin() throws Exception {
    environment.put("SERVER_CONFIG", Files.writeString(dir.resolve("server.yaml"), "").toString());
    environment.put("DATA_DIR", dir.resolve("data").toString());
    environment.put("VAULT_ADDR", vault.address());
    environment.put("VAULT_TOKEN", FakeVault.ROOT);
    environment.put("VAULT_PATHS", AUTH);
  }

  @AfterEach
  void end() {
    vault.close();
  }

  @Test
  void token_isSignedWithVaultsSecret_andNothingElseIsPrinted() {
    vault.put(AUTH, Map.of("jwt_secret", "0123456789abcdef0123456789abcdef"));
    assertThat(run("token", "--user", "ann")).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    assertThat(dir.resolve("data")).doesNotExist();
  }

  @Test
  void serve_vaultRefuses_endsWithOneClearLine() {
    vault.trouble(Trouble.FORBIDDEN);
    assertThat(run("serve"))
        .isEqualTo(
            "Vault at "
                + vault.address()
                + " answered 403 (the token or the role has no right to it, or is not valid): "
                + AUTH);
  }

  /**
   * What it printed until it ended, but for what Vert.x says on stderr of a machine that is busy.
   */
  private String run(String... arguments) {
    try (var process = ServerProcess.begin(environment, List.of(), arguments)) {
      assertThat(process.exitsWithin(SOON)).isTrue();
      return process
          .output()
          .lines()
          .filter(line -> !line.contains("BlockedThreadChecker"))
          .collect(joining("\n"));
    }
  }
}
