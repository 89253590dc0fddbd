package dev.rcrewai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
  private static final Asking ASKING =
      Asking.system("You are a Poet.")
          .thenUser("Task: write about the sea")
          .thenTool("file_reader", "File: sea.txt\nblue")
          .thenAssistant("a draft")
          .thenUser("Now shorter")
          .model("gpt-4o-mini")
          .header("X-Tenant", "blue")
          .tools("file_reader", "web_search");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          model: mini                                        | model: {equals: mini}
          model: {equals: gpt-4o-mini}                       | model: {equals: gpt-4o}
          system: Poet                                       | system: poet
          system: {regex: '(?i)poet'}                        | system: {regex: '^Poet'}
          task: the sea                                      | task: shorter
          user: shorter                                      | user: the sea
          conversation: a draft                              | conversation: a poem
          result: blue                                       | result: green
          result: {tool: file_reader, contains: blue}        | result: {tool: web_search, contains: blue}
          offers: web_search                                 | offers: sql
          offers: [web_search, file_reader]                  | offers: [web_search, sql]
          tools_offered: true                                | tools_offered: false
          called: file_reader                                | called: web_search
          not_called: web_search                             | not_called: file_reader
          turns: 2                                           | turns: 3
          turns: 1..2                                        | turns: 3..9
          header: {x-tenant: blue}                           | header: {x-tenant: red}
          header: {X-Tenant: {equals: blue}}                 | header: {x-other: {regex: .}}
          """)
  void rule_fits_whenItsConditionHoldsOnly(String holds, String fails) {
    assertThat(ASKING.rule(script(holds))).isEqualTo("tried");
    assertThat(ASKING.rule(script(fails))).isEqualTo("fallback");
  }

  private static String script(String condition) {
    return """
    rules:
      - name: tried
        when:
          %s
        answer: {text: yes}
    """
        .formatted(condition);
  }
}
