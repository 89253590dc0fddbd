package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rcrewai.crew.Condition.Fact;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
  private static final Map<String, Object> INPUTS = inputs();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inputs.urgent",
        "inputs.count == 3 && inputs.count < 3.5",
        "inputs.price > 1",
        "inputs.nothing == null",
        "'b' in inputs.tags",
        "inputs.tags.exists(tag, tag.startsWith('a'))",
        "tasks.triage.output.contains('refund')",
        "tasks.triage.output.matches('re+fund')",
        "tasks.triage.json.score > 0.7",
        "tasks.triage.json.score == 1",
        "has(tasks.triage.json.kind) && tasks.triage.json.kind.size() == 4",
        "!has(tasks.triage.json.other)",
        "tasks['side-task'].status == 'skipped' && tasks['side-task'].json == null",
        "tasks.triage.status == 'completed'",
      })
  void test_whatIsTrue_holds(String expression) throws Exception {
    assertThat(test(expression)).isEqualTo(new Condition.Holds());
    assertThat(test("!(" + expression + ")")).isEqualTo(new Condition.DoesNot());
  }

  @Test
  void test_whatIsNotThere_isUnknowableAndSaysWhat() throws Exception {
    assertThat(test("tasks.triage.json.other > 1"))
        .isInstanceOfSatisfying(
            Condition.Unknowable.class, result -> assertThat(result.why()).contains("'other'"));
    assertThat(test("tasks.triage.json.kind")).isInstanceOf(Condition.Unknowable.class);
    assertThat(test("tasks.triage.json.kind > 1")).isInstanceOf(Condition.Unknowable.class);
  }

  @Test
  void test_elementsWithoutEnd_isGivenUp() {
    var many = IntStream.range(0, Condition.ITERATIONS_MAX + 1).boxed().toList();
    var condition = Condition.of("inputs.many.all(x, inputs.many.all(y, x + y >= 0))");

    assertThat(condition.test(Map.of("many", many), Map.of()))
        .isInstanceOf(Condition.Unknowable.class);
  }

  @Test
  void names_areThoseThatItReads() {
    var condition =
        Condition.of("inputs.a && tasks.b.output == '' || tasks['c-d'].json.tasks == 1");

    assertThat(condition.inputs()).containsExactly("a");
    assertThat(condition.tasks()).containsExactly("b", "c-d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tasks == {}", "tasks[inputs.name].output == ''", "now() == 1", "'text'", "("})
  void of_whatCannotBeChecked_isRefused(String expression) {
    assertThatThrownBy(() -> Condition.of(expression)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Condition.Result test(String expression) throws Exception {
    JsonNode json = new ObjectMapper().readTree("{\"score\": 1, \"kind\": \"cash\"}");
    return Condition.of(expression)
        .test(
            INPUTS,
            Map.of(
                "triage", new Fact("completed", "a refund", json),
                "side-task", new Fact("skipped", "", null)));
  }

  private static Map<String, Object> inputs() {
    var inputs = new HashMap<String, Object>();
    inputs.put("urgent", true);
    inputs.put("count", 3);
    inputs.put("price", new BigDecimal("1.5"));
    inputs.put("nothing", null);
    inputs.put("tags", List.of("ab", "b"));
    return inputs;
  }
}
