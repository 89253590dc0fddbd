package dev.rcrewai.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rcrewai.crew.Guardrail;
import dev.rcrewai.engine.AnswerSchema.Fits;
import dev.rcrewai.engine.AnswerSchema.Unfit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where JSON is found in an answer, and what is said of one that does not fit or pass. */
class AnswerSchemaTest {
  private static final String JSON = "{\"score\": 3, \"tags\": [\"a\"]}";
  private static final AnswerSchema SCHEMA =
      new AnswerSchema(
          json(
              """
              {"type": "object", "required": ["score"], "additionalProperties": false,
               "properties": {"score": {"type": "integer", "minimum": 1},
                              "tags": {"type": "array", "items": {"enum": ["a", "b"]}}}}
              """));

  @ParameterizedTest
  @ValueSource(
      strings = {
        JSON,
        "\n " + JSON + " \n",
        "```json\n" + JSON + "\n```",
        "Here it is:\n\n```\n" + JSON + "\n```\nAnything else?",
        "In [1] I found {braces}. So: " + JSON + " as you asked.",
        "First {\"score\": \"none\"}, at last " + JSON,
      })
  void read_jsonWhereverItIs_isTheJsonAlone(String answer) {
    assertThat(SCHEMA.read(answer)).isEqualTo(new Fits(JSON));
  }

  @Test
  void read_whatDoesNotFit_isToldWithItsPlaces() {
    assertThat(SCHEMA.read("{\"score\": 0, \"tags\": [\"c\"], \"more\": 1}"))
        .isInstanceOfSatisfying(
            Unfit.class,
            unfit ->
                assertThat(unfit.why())
                    .contains("/score: must have a minimum value of 1", "/tags/0: ", "'more'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "{", "{\"score\": ", "42", "\"text\"", "[[[[[[[[[["})
  void read_withoutJson_saysSo(String answer) {
    assertThat(SCHEMA.read(answer)).isEqualTo(new Unfit("it holds no JSON object"));
  }

  @Test
  void read_nestedWithoutEnd_isNoJson() {
    assertThat(SCHEMA.read("[".repeat(100_000))).isEqualTo(new Unfit("it holds no JSON object"));
  }

  @Test
  void read_patternThatBacktracksWithoutEnd_isGivenUp() {
    var schema =
        new AnswerSchema(
            json("{\"type\": \"object\", \"properties\": {\"a\": {\"pattern\": \"(x+x+)+y\"}}}"));

    assertThat(schema.read("{\"a\": \"" + "x".repeat(10_000) + "\"}")).isInstanceOf(Unfit.class);
  }

  @Test
  void asked_keepsTheAuthorsOrder() {
    var schema = new AnswerSchema(json("{\"type\": \"object\", \"required\": [\"z\"], \"a\": 1}"));

    assertThat(schema.asked("task").schema()).containsOnlyKeys("type", "required", "a");
    assertThat(List.copyOf(schema.asked("task").schema().keySet()))
        .isEqualTo(List.of("type", "required", "a"));
  }

  @Test
  void rules_everyOne_saysWhatIsWrong() {
    var rules =
        new Guardrail.Rules(
            3,
            10,
            "[0-9]",
            List.of("Tea"),
            List.of("Milk"),
            Map.of("/n", json("{\"minimum\": 2}")));

    assertThat(RuleCheck.of(rules).faults("milk, no such thing"))
        .containsExactly(
            "it has 19 characters; expected at most 10",
            "it holds nothing that matches [0-9]",
            "it must contain 'Tea'",
            "it must not contain 'Milk'",
            "it holds no JSON value");
    assertThat(RuleCheck.of(rules).faults("ab"))
        .contains("it has 2 characters; expected at least 3");
  }

  @Test
  void rules_allHold_saysNothing() {
    var rules =
        new Guardrail.Rules(
            3,
            30,
            "[0-9]",
            List.of("TEA"),
            List.of("milk"),
            Map.of("/n", json("{\"minimum\": 2}")));

    assertThat(RuleCheck.of(rules).faults("tea {\"n\": 2}")).isEmpty();
  }

  @Test
  void rules_ofAValue_nameItsPlace() {
    var rules =
        new Guardrail.Rules(
            null, null, null, List.of(), List.of(), Map.of("/a/n", json("{\"minimum\": 2}")));

    assertThat(RuleCheck.of(rules).faults("{\"a\": {\"n\": 1}}"))
        .containsExactly("the value at '/a/n': must have a minimum value of 2");
    assertThat(RuleCheck.of(rules).faults("{\"a\": {}}"))
        .containsExactly("the value at '/a/n': it is missing");
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
