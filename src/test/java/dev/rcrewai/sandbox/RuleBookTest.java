package dev.rcrewai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RuleBookTest {
  private static final String ONCE_THEN_ALWAYS =
      """
      rules:
        - {name: first, times: 2, answer: {text: one}}
        - {name: then, answer: {text: two}}
      """;

  @Test
  void rules_areTriedInOrder_andSpentOnesPassedOver() {
    assertThat(names(ONCE_THEN_ALWAYS, 0, 4)).containsExactly("first", "first", "then", "then");
  }

  @Test
  void probability_sameSeed_drawsTheSame() {
    var script = "rules: [{name: rare, probability: 0.3, answer: {text: hi}}]";
    var first = names(script, 7, 1000);
    assertThat(names(script, 7, 1000)).isEqualTo(first);
    assertThat(names(script, 8, 1000)).isNotEqualTo(first);
    assertThat(first.stream().filter("rare"::equals).count()).isBetween(250L, 350L);
  }

  @Test
  void whenOfTheFile_narrowsEveryRule() {
    var script =
        """
        when: {system: Poet}
        rules:
          - {name: any, answer: {text: hi}}
        """;
    assertThat(Asking.system("You are a Poet").rule(script)).isEqualTo("any");
    assertThat(Asking.system("You are a cook").thenUser("x").rule(script)).isEqualTo("fallback");
  }

  @Test
  void regexThatNeverEnds_isGivenUp() {
    var script = "rules: [{when: {user: {regex: '(.*.*.*.*)b'}}, answer: {text: hi}}]";
    var asking = Asking.user("a".repeat(60));
    assertThat(catchThrowable(() -> asking.rule(script)))
        .isInstanceOf(Regex.TooCostly.class)
        .hasMessageContaining("(.*.*.*.*)b");
  }

  @Test
  void regexThatRecursesTooDeep_isGivenUp() {
    var script = "rules: [{when: {user: {regex: '(x|y)*z'}}, answer: {text: hi}}]";
    var asking = Asking.user("xy".repeat(50_000));
    assertThat(catchThrowable(() -> asking.rule(script))).isInstanceOf(Regex.TooCostly.class);
  }

  private static List<String> names(String script, long seed, int count) {
    var rules = new RuleBook(Scripts.parse(script).rules(), seed);
    var prompt = Asking.user("hello").prompt();
    return IntStream.range(0, count).mapToObj(_ -> rules.answer(prompt).rule().name()).toList();
  }
}
