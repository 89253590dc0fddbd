package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tools are offered, and what they may reach, from the environment. */
final class ToolOfferTest {
  @TempDir Path dir;
  private Loading loading;

  @BeforeEach
  void loading() {
    loading = new Loading(dir);
  }

  @Test
  void load_toolVariables_areMapped() {
    var offer =
        loading
            .with("TOOLS_ENABLED", "file_writer, calculator")
            .with("FILES_MAX_BYTES", "5")
            .with("TOOL_NETWORK_ALLOW", "intra.test, 10.0.0.0/8")
            .with("TOOL_NETWORK_PORTS", "443,8443")
            .with("TOOLS_DIR", "/t")
            .with("TOOL_SECRETS", "{a: b}")
            .load()
            .tools()
            .offer();

    assertThat(offer.enabled()).containsExactly("file_writer", "calculator");
    assertThat(offer.callerBytesMax()).isEqualTo(5);
    assertThat(offer.allowed().contains("intra.test")).isTrue();
    assertThat(offer.ports()).containsExactlyInAnyOrder(443, 8443);
    assertThat(offer.dir()).isEqualTo(Path.of("/t"));
    assertThat(offer.secrets().find("a")).contains("b");
    assertThat(offer.mail()).isNull();
  }

  @Test
  void load_mailVariables_areMapped() {
    var mail =
        loading
            .with("SMTP_HOST", "smtp.test")
            .with("SMTP_PORT", "25")
            .with("SMTP_TLS", "none")
            .with("SMTP_USERNAME", "crew")
            .with("SMTP_PASSWORD", "p")
            .with("MAIL_FROM", "crew@a.test")
            .with("MAIL_ALLOW", "@a.test, ann@b.test")
            .load()
            .tools()
            .offer()
            .mail();

    assertThat(mail)
        .usingRecursiveComparison()
        .isEqualTo(
            new MailSettings(
                "smtp.test",
                25,
                MailSettings.Tls.NONE,
                "crew",
                new Secret("p"),
                "crew@a.test",
                List.of("@a.test", "ann@b.test")));
  }

  @Test
  void load_mailServerWithoutReceivers_isRefused() {
    assertThatThrownBy(() -> loading.with("SMTP_HOST", "smtp.test").load())
        .hasMessage(
            """
            MAIL_FROM is not set; expected the sender's address, since SMTP_HOST is set
            MAIL_ALLOW is not set; expected to whom mail may go, since SMTP_HOST is set\
            """);
  }

  @Test
  void load_wrongValues_areAllNamed() {
    assertThatThrownBy(() ->
            loading
                .with("TOOLS_ENABLED", "code_executor")
                .with("TOOL_NETWORK_PORTS", "0,70000")
                .with("TOOL_SECRETS", "[1]")
                .with("MAIL_FROM", "Ann <a@b.test>")
                .with("MAIL_ALLOW", "*")
                .load())
        .hasMessageContaining("TOOLS_ENABLED is 'code_executor'; expected none, or some of")
        .hasMessageContaining("TOOL_NETWORK_PORTS is '0,70000'; expected ports from 1 to 65535")
        .hasMessageContaining("TOOL_SECRETS is")
        .hasMessageContaining("MAIL_FROM is 'Ann <a@b.test>'; expected one mail address")
        .hasMessageContaining("MAIL_ALLOW is '*'; expected addresses and domains");
  }

  @Test
  void load_none_offersNoBuiltInTool() {
    assertThat(loading.with("TOOLS_ENABLED", "none").load().tools().offer().enabled()).isEmpty();
  }
}
