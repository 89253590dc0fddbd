package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir Path dir;
  private Loading loading;

  @BeforeEach
  void begin() {
    loading = new Loading(dir);
  }

  @Test
  void read_wrongValue_isReportedWithItsPlace() {
    assertThat(loading.yaml("llm:\n  retry_limit: 99\n").problems())
        .containsExactly(
            "server.yaml:2:3: llm.retry_limit is '99'; expected a whole number from 0 to 10");
  }

  @Test
  void read_unknownKey_isAProblemWithASuggestion() {
    assertThat(loading.yaml("llm:\n  retry_limt: 3\n").problems())
        .containsExactly(
            "server.yaml:2:3: llm.retry_limt is not a known key; did you mean llm.retry_limit?");
  }

  @Test
  void read_keyInTheWrongSection_isAProblemWithASuggestion() {
    assertThat(loading.yaml("htp:\n  port: 1\n").problems())
        .containsExactly("server.yaml:1:1: htp is not a known key; did you mean http:?");
  }

  @Test
  void read_nameOfTheVariable_isAProblemWithTheKeyThatIsMeant() {
    assertThat(loading.yaml("LLM_RETRY_LIMIT: 3\n").problems())
        .containsExactly(
            "server.yaml:1:1: LLM_RETRY_LIMIT is not a known key; did you mean llm.retry_limit?");
  }

  @Test
  void read_keyUnlikeAny_isAProblemWithoutASuggestion() {
    assertThat(loading.yaml("quux:\n  a: 1\n").problems())
        .containsExactly("server.yaml:1:1: quux is not a known key; remove it");
  }

  @Test
  void read_keyGivenTwice_isAProblem() {
    assertThat(loading.yaml("http:\n  port: 1\n  port: 2\n").problems())
        .containsExactly("server.yaml:3:3: http.port is given twice; expected it once");
  }

  @Test
  void read_listAsValue_isAProblem() {
    assertThat(loading.yaml("http:\n  port: [1, 2]\n").problems())
        .containsExactly(
            "server.yaml:2:3: http.port is a list or a mapping; expected a single value");
  }

  @Test
  void read_valueAsSection_isAProblem() {
    assertThat(loading.yaml("http: 8080\n").problems())
        .containsExactly(
            "server.yaml:1:7: http is a value or a list; expected keys, each with a value");
  }

  @Test
  void read_listAsDocument_isAProblem() {
    assertThat(loading.yaml("- a\n").problems())
        .containsExactly(
            "server.yaml:1:1 is a value or a list; expected sections, such as 'http:', with keys"
                + " below them");
  }

  @Test
  void read_listAsKey_isAProblem() {
    assertThat(loading.yaml("http:\n  [a]: 1\n").problems())
        .singleElement()
        .asString()
        .startsWith("server.yaml is not YAML (Non scalar key");
  }

  @Test
  void read_emptySectionsAndValues_countAsNotGiven() {
    assertThat(loading.yaml("# nothing\nhttp:\nllm:\n  model:\n  timeout: \"\"\n").load().llm())
        .isEqualTo(loading.yaml("").load().llm());
  }

  @Test
  void read_notYaml_isAProblemWithItsPlace() {
    assertThat(loading.yaml("http:\n  port: \"80\n").problems())
        .singleElement()
        .asString()
        .startsWith("server.yaml:3:1 is not YAML (")
        .endsWith("; expected sections of keys");
  }

  @Test
  void read_controlCharacters_areAProblem() {
    assertThat(loading.yaml("http: \u0001\n").problems())
        .singleElement()
        .asString()
        .contains("is not YAML (");
  }

  @Test
  void read_secretInTheFile_isNotShown() {
    assertThat(loading.without("JWT_SECRET").yaml("auth:\n  jwt_secret: canary\n").problems())
        .containsExactly(
            "server.yaml:2:3: auth.jwt_secret is a text of 6 bytes; expected at least 32 bytes");
  }

  @Test
  void read_missingFileNamedByTheEnvironment_isAProblem() {
    assertThat(loading.with("SERVER_CONFIG", dir + "/none.yaml").problems())
        .containsExactly("none.yaml is not readable (NoSuchFileException); expected a YAML file");
  }

  @Test
  void read_anchorsThatPointInCircles_areAProblem() {
    assertThat(loading.yaml("http: &a\n  port: *a\n").problems()).isNotEmpty();
  }
}
