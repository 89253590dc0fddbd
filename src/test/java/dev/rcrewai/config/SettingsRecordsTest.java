package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SettingsRecordsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void http_portBeyondTheLast_isRefused() {
    assertThatThrownBy(() -> new HttpSettings("h", 65536, 1, 1, 1, SECOND, SECOND, 1, 1, 1, SECOND))
        .hasMessage("port is 65536; expected 0 to 65535");
  }

  @Test
  void http_noTimeToRead_isRefused() {
    assertThatThrownBy(
            () -> new HttpSettings("h", 1, 1, 1, 1, SECOND, Duration.ZERO, 1, 1, 1, SECOND))
        .hasMessage("requestReadTimeout is PT0S; expected some time");
  }

  @Test
  void execution_timeoutBeyondItsMaximum_isRefused() {
    assertThatThrownBy(() ->
            new ExecutionSettings(
                SECOND,
                Duration.ofMillis(1),
                0,
                1,
                0,
                1,
                Duration.ZERO,
                1,
                SECOND,
                SECOND,
                SECOND,
                SECOND))
        .hasMessage("timeout is PT1S; expected at most timeoutMax, PT0.001S");
  }

  @Test
  void execution_negativeGrace_isRefused() {
    assertThatThrownBy(() ->
            new ExecutionSettings(
                SECOND, SECOND, 0, 1, 0, 1, SECOND.negated(), 1, SECOND, SECOND, SECOND, SECOND))
        .hasMessage("shutdownGrace is PT-1S; expected none or some time");
  }

  @Test
  void execution_noSlot_isRefused() {
    assertThatThrownBy(() ->
            new ExecutionSettings(
                SECOND, SECOND, 0, 0, 0, 1, SECOND, 1, SECOND, SECOND, SECOND, SECOND))
        .hasMessage("concurrentMax is 0; expected at least 1");
  }

  @Test
  void budget_ofNothing_isRefused() {
    assertThatThrownBy(() -> new BudgetSettings.Limit(0L, null))
        .hasMessage("tokens is 0; expected at least 1 or none");
    assertThatThrownBy(() -> new BudgetSettings.Limit(null, BigDecimal.ZERO))
        .hasMessage("usd is 0; expected more than 0 or none");
  }

  @Test
  void auth_unknownAlgorithm_isRefused() {
    assertThatThrownBy(() -> auth("none", null, null))
        .hasMessage("algorithm is none; expected HS256, RS256 or ES256");
  }

  @Test
  void auth_sharedSecretForRs256_isRefused() {
    assertThatThrownBy(() -> auth("RS256", new Secret("s"), URI.create("https://idp")))
        .hasMessage("a secret belongs to HS256, and to it only");
  }

  @Test
  void auth_es256WithoutAnyKey_isRefused() {
    assertThatThrownBy(() -> auth("ES256", null, null)).hasMessageContaining("a public key or");
  }

  @Test
  void management_portZero_isOff() {
    assertThat(new ManagementSettings("h", 0).isOn()).isFalse();
    assertThat(new ManagementSettings("h", -1).isOn()).isTrue();
  }

  @Test
  void secret_swapped_givesTheNewValueAndShowsNone() {
    var secret = new Secret("old");
    secret.swap("new");
    assertThat(secret.get()).isEqualTo("new");
    assertThat(secret).hasToString("[secret]");
  }

  private static AuthSettings auth(String algorithm, @Nullable Secret secret, @Nullable URI jwks) {
    return new AuthSettings(algorithm, secret, null, null, jwks, null, null, true, false);
  }
}
