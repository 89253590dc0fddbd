package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.Settings;
import dev.rcrewai.config.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docker/nginx.conf must say beside the server's own settings. */
class NginxFileTest {
  private static final Settings DEFAULTS =
      new SettingsLoader(
              Map.of("JWT_SECRET", "0123456789abcdef0123456789abcdef", "LLM_PROVIDER", "sandbox"))
          .load();

  private String text = "";

  @BeforeEach
  void read() throws IOException {
    text = Files.readString(Path.of("docker", "nginx.conf"));
  }

  @Test
  void nodesAnswerBeforeNginxGivesUp() {
    var execution = DEFAULTS.execution();
    assertThat(seconds("(?m)^    proxy_read_timeout (\\d+)s;")).isGreaterThan(execution.timeout());
    assertThat(seconds("= /execute \\{\\s+proxy_read_timeout (\\d+)s;"))
        .isGreaterThan(execution.timeoutMax());
  }

  @Test
  void connectionsToNodes_areKept_butNotUntilANodeClosesThem() {
    assertThat(text).contains("proxy_http_version 1.1;", "proxy_set_header Connection \"\";");
    assertThat(text).containsPattern("upstream nodes \\{[^}]*keepalive \\d+;");
    assertThat(seconds("upstream nodes \\{[^}]*keepalive_timeout (\\d+)s;"))
        .isLessThan(DEFAULTS.http().idleTimeout());
  }

  @Test
  void whatCallersClaimOfTheirAddress_isReplaced() {
    assertThat(text)
        .contains("proxy_set_header X-Forwarded-For $remote_addr;")
        .doesNotContain("$proxy_add_x_forwarded_for");
  }

  @Test
  void bodies_areBoundedAsByTheServer() {
    assertThat(text).contains("client_max_body_size 1m;");
    assertThat(DEFAULTS.http().bodyBytesMax()).isEqualTo(1 << 20);
  }

  private Duration seconds(String pattern) {
    var found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as(pattern).isTrue();
    return Duration.ofSeconds(Long.parseLong(found.group(1)));
  }
}
