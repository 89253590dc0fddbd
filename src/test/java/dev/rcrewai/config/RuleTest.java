package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleTest {
  @Test
  void url_withoutHostOrWithMoreThanAPath_isRefused() {
    for (var text :
        List.of(
            "host/v1",
            "ftp://host/",
            "http:///v1",
            "http://a b/",
            "http://u@h/",
            "http://h/?q",
            "http://h/#f",
            "mailto:a@b")) {
      assertThat(Rule.url().read(text)).as(text).isEmpty();
    }
  }

  @Test
  void baseUrl_losesTheSlashAtItsEnd() {
    assertThat(Rule.baseUrl().read("HTTPS://h:8443/v1//").orElseThrow())
        .hasToString("HTTPS://h:8443/v1");
  }

  @Test
  void path_withACharacterThatNoFileHas_isRefused() {
    assertThat(Rule.path().read("a\0b")).isEmpty();
  }

  @Test
  void seconds_keepMillisecondsAndTheirBounds() {
    var rule = Rule.seconds("0.5", "10");
    assertThat(rule.read("1.2345")).contains(Duration.ofMillis(1234));
    assertThat(rule.read("10")).contains(Duration.ofSeconds(10));
    for (var text : List.of("0.499", "10.001", "-1", "1e1", "1s", "", "99999999999")) {
      assertThat(rule.read(text)).as(text).isEmpty();
    }
  }

  @Test
  void wholeNumber_beyondAnInt_isRefusedAndNotWrapped() {
    var rule = Rule.wholeNumber(-1, Integer.MAX_VALUE);
    assertThat(rule.read("4294967297")).isEmpty();
    assertThat(rule.read("99999999999999999999")).isEmpty();
    assertThat(rule.read("-1")).contains(-1);
    assertThat(rule.read("1.0")).isEmpty();
  }
}
