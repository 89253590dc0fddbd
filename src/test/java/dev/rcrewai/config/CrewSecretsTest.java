package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which secrets crews may have sent where. */
class CrewSecretsTest {
  private static final CrewSecrets SECRETS =
      CrewSecrets.parse("a=https://One.test, a=http://127.0.0.1:9000 , b=https://two.test:8443")
          .orElseThrow();

  @ParameterizedTest
  @CsvSource({
    "a, https://one.test/mcp?x=y, true",
    "a, https://ONE.test:443, true",
    "a, http://127.0.0.1:9000/mcp, true",
    "b, https://two.test:8443/, true",
    "a, http://one.test/mcp, false",
    "a, https://one.test:444/mcp, false",
    "a, https://one.test.evil.test/mcp, false",
    "a, https://evil.test/?https://one.test, false",
    "a, https://two.test:8443/, false",
    "c, https://one.test/mcp, false",
  })
  void allows_isForOneSecretAndOneOriginAtATime(String secret, URI url, boolean allowed) {
    assertThat(SECRETS.allows(secret, url)).isEqualTo(allowed);
  }

  @Test
  void sentTo_findsOnlyWhatMayGoThere() {
    var all = new NamedSecrets(new Secret("{a: '1', b: '2'}"));

    var sent = all.sentTo(URI.create("https://one.test/mcp"), SECRETS);

    assertThat(sent.find("a")).contains("1");
    assertThat(sent.find("b")).isEmpty();
    assertThat(all.sentTo(URI.create("https://one.test"), CrewSecrets.NONE).find("a")).isEmpty();
    assertThat(all.find("b")).contains("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a=",
        "a=one.test",
        "a=https://one.test/path",
        "a=https://one.test/",
        "a=https://u:p@one.test",
        "a=https://one.test,",
        "a=https://*.test",
      })
  void parse_whatIsNoSecretWithAnOrigin_isRefused(String text) {
    assertThat(CrewSecrets.parse(text)).isEmpty();
  }
}
