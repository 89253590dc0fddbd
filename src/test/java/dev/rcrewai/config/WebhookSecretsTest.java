package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which secrets sign for whom, and what is none. */
class WebhookSecretsTest {
  private static final String ONE = secret(24, 1);
  private static final String TWO = secret(64, 2);

  private final Secret common = new Secret("");
  private final Secret byCaller = new Secret("");
  private final WebhookSecrets secrets = new WebhookSecrets(common, byCaller);

  private static String secret(int bytes, int fill) {
    var key = new byte[bytes];
    key[0] = (byte) fill;
    return "whsec_" + Base64.getEncoder().encodeToString(key);
  }

  @Test
  void of_nobody_isEmpty() {
    assertThat(secrets.of("ann")).isEmpty();
  }

  @Test
  void of_aCaller_goesBeforeTheCommonOne() {
    common.swap(ONE);
    byCaller.swap("{\"ann\": \"" + TWO + "\", \"bob\": [\"" + TWO + "\", \"" + ONE + "\"]}");

    assertThat(secrets.of("ann")).extracting(key -> key.length).containsExactly(64);
    assertThat(secrets.of("bob")).extracting(key -> key.length).containsExactly(64, 24);
    assertThat(secrets.of("eve")).extracting(key -> key.length).containsExactly(24);
  }

  @Test
  void of_isReadAnew_whenASecretWasSwapped() {
    common.swap(ONE);
    assertThat(secrets.of("ann")).hasSize(1);

    common.swap(TWO + "\n" + ONE);

    assertThat(secrets.of("ann")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "whsec_", "whsec_AAAA", "whsec_%%%%", "whsec"})
  void rule_forOneThatIsNone_refusesIt(String text) {
    assertThat(Rule.webhookSecrets().read(text)).isEmpty();
    assertThat(Rule.webhookSecrets().read(ONE + " " + text)).isEmpty();
    assertThat(Rule.webhookSecretsByCaller().read("{ann: " + text + "}")).isEmpty();
  }

  @Test
  void rule_forOneThatIsTooLong_refusesIt() {
    assertThat(Rule.webhookSecrets().read(secret(65, 1))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "text", "{ann: []}", "{ann: {x: y}}", "{ann: 7}", "{ann: [7]}", "{ann"})
  void rule_forAnotherMap_refusesIt(String text) {
    assertThat(Rule.webhookSecretsByCaller().read(text)).isEmpty();
  }

  @Test
  void rule_forNothing_isNone() {
    assertThat(Rule.webhookSecrets().read("")).isPresent();
    assertThat(Rule.webhookSecretsByCaller().read(" ")).isPresent();
  }
}
