package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all scripts for operators have in common. */
class OperatorScriptsTest {
  private static final Pattern SECRET_FILE =
      Pattern.compile("# ([A-Z_]+): [^\\n]*\\n  # [a-z_]+:[^\\n]*\\n  # [a-z_]+_file:");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backup.sh",
        "restore.sh",
        "disaster-recovery.sh",
        "rotate-secrets.sh",
        "load-test.sh"
      })
  void script_askedForHelp_saysHowToCallIt(String name) {
    var help = Script.of(name, "--help").run();
    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("scripts/" + name).contains("--dry-run");

    var unknown = Script.of(name, "--no-such-option").run();
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("--no-such-option");
  }

  @Test
  void everySecretOfTheSettings_isBackedUp() throws IOException {
    var settings = Files.readString(Script.ROOT.resolve("conf/server.yaml"));
    var secrets = new TreeSet<String>();
    SECRET_FILE.matcher(settings).results().forEach(match -> secrets.add(match.group(1)));
    assertThat(secrets).contains("JWT_SECRET", "WEBHOOK_SECRETS");

    var script = Files.readString(Script.ROOT.resolve("scripts/lib/secrets.sh"));
    var list = script.replaceAll("(?s).*SECRET_NAMES=\\((.*?)\\).*", "$1").strip();

    assertThat(new TreeSet<>(Arrays.asList(list.split("\\s+")))).isEqualTo(secrets);
  }
}
