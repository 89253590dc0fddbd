package dev.rcrewai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptsTest {
  @TempDir private Path dir;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          rules: {}                                         | 1:8: rules must be a list
          - a                                               | 1:1: a script must be a mapping of keys to values
          rulez: []                                         | 1:1: unknown key 'rulez' in a script; known: extract, rules, when
          rules: [{}]                                       | 1:9: a rule needs an answer
          rules: [{name: A B, answer: {text: x}}]           | 1:16: name: 'A B' must match
          rules: [{name: [], answer: {text: x}}]            | 1:16: name must be a single value
          rules: [{times: 0, answer: {text: x}}]            | 1:17: times: '0' must be a whole number from 1
          rules: [{probability: 2, answer: {text: x}}]      | 1:23: probability: '2' must be a number from 0.0 to 1
          rules: [{record: yes, answer: {text: x}}]         | 1:18: record: 'yes' must be true or false
          rules: [{name: a, name: b}]                       | 1:19: key 'name' appears twice
          rules: [                                          | 1:9: not valid YAML
          {[a]: b}                                          | 1:2: a key must be a plain word
          """)
  void problemOfARule_isReportedWithItsPlace(String script, String problem) {
    assertReported(script, problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          rules: [{answer: {}}]                             | 1:18: an answer is one of
          rules: [{answer: {text: x, status: 500}}]         | 1:18: an answer is one of
          rules: [{answer: {text: '${nix}'}}]               | 1:25: text: nothing is called 'nix' here
          rules: [{answer: {text: '${1}'}}]                 | 1:25: text: nothing is called '1' here
          rules: [{answer: {text: 'a ${b'}}]                | 1:25: text: '${b' lacks its closing brace
          rules: [{answer: {text: '${csv.nix}'}}]           | 1:25: text: unknown figure 'csv.nix'; known: csv.rows
          rules: [{answer: {text: '${csv.sum}'}}]           | 1:25: text: csv.sum takes 1 column(s)
          rules: [{answer: {text: '${csv.sum:?a}'}}]        | 1:25: text: nothing is called '?a' here
          rules: [{answer: {text: x, latency: soon}}]       | 1:37: latency: 'soon' must be a time
          rules: [{answer: {text: x, latency: 11m}}]        | 1:37: latency: '11m' is more than ten minutes
          rules: [{answer: {text: x, latency: 2s..1s}}]     | 1:37: latency: '2s..1s' ends before it begins
          rules: [{answer: {text: x, drip: slow}}]          | 1:34: drip: 'slow' must be like: 1 byte per 100ms
          rules: [{answer: {text: x, drop: now}}]           | 1:34: drop: 'now' must be before_headers or mid_stream
          rules: [{answer: {hang: true, malformed: true}}]  | 1:18: an answer has one fault
          rules: [{answer: {text: x, finish_reason: bored}}] | 1:43: finish_reason: 'bored' must be stop
          rules: [{answer: {status: 200}}]                  | 1:27: status: '200' must be a whole number from 400 to 599
          rules: [{answer: {status: 500, headers: {"a b": c}}}] | 1:42: 'a b' is not a header
          rules: [{answer: {tool_calls: [{arguments: {}}]}}] | 1:32: a tool call needs a name
          rules: [{answer: {json: .inf}}]                   | 1:25: '.inf'
          rules: [{answer: {json: {a: '${b}'}}}]            | 1:29: '${b}': nothing is called 'b' here
          """)
  void problemOfAnAnswer_isReportedWithItsPlace(String script, String problem) {
    assertReported(script, problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          rules: [{when: {user: {regex: '('}}, answer: {text: x}}] | 1:31: regex: not a regular expression
          rules: [{when: {user: {}}, answer: {text: x}}]    | 1:23: needs exactly one of contains, equals, regex
          rules: [{when: {usr: x}, answer: {text: x}}]      | 1:17: unknown key 'usr' in when
          rules: [{when: {offers: {}}, answer: {text: x}}]  | 1:25: offers must be a tool's name or a list
          rules: [{when: {turns: 2..1}, answer: {text: x}}] | 1:24: turns: '1' must be a whole number from 2
          """)
  void problemOfACondition_isReportedWithItsPlace(String script, String problem) {
    assertReported(script, problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          extract: []                                       | 1:10: extract must be a mapping
          extract: {Order: x}                               | 1:11: 'Order' cannot name a value
          extract: {task: x}                                | 1:11: 'task' cannot name a value
          extract: {a: '('}                                 | 1:14: not a regular expression
          extract: {a: {}}                                  | 1:14: an extraction needs a regex, or cases
          extract: {a: {from: b, regex: x}}                 | 1:21: from: 'b' is neither a text of the prompt nor an earlier value
          extract: {a: {cases: [{as: x}]}}                  | 1:23: a case needs a regex
          extract: {a: {regex: x, as: '${2}'}}              | 1:29: as: nothing is called '2' here
          """)
  void problemOfAnExtraction_isReportedWithItsPlace(String script, String problem) {
    assertReported(script, problem);
  }

  @Test
  void problems_areReportedTogether() {
    var script =
        """
        rules:
          - name: twice
            answer: {text: '${a}'}
          - name: twice
            answer: {latency: soon, text: x, colour: red}
        extract:
          a: x
          b: {from: c, regex: '('}
        """;
    assertThat(problems(script)).hasSize(5);
  }

  @Test
  void extractedTwice_isAProblem() {
    var script = "{extract: {a: x}, rules: [{extract: {a: y}, answer: {text: x}}]}";
    assertThat(problems(script)).containsExactly("script:1:38: 'a' is extracted twice");
  }

  @Test
  void aliasesThatExplode_areOneProblem() {
    var script = new StringBuilder("a: &a [").append("x, ".repeat(2000)).append("x]\nb: [");
    script.append("*a, ".repeat(40)).append("*a]\n");
    assertThat(problems(script.toString()))
        .singleElement()
        .asString()
        .contains("too large or too deep");
  }

  @Test
  void nestingWithoutEnd_isOneProblem() {
    assertThat(problems("a: " + "[".repeat(40) + "]".repeat(40)))
        .singleElement()
        .asString()
        .contains("too large or too deep");
  }

  @Test
  void moreRulesThanTheBound_areAProblem() {
    var script = new StringBuilder("rules:\n");
    for (int i = 0; i <= RuleReader.RULES_MAX; i++) {
      script.append("  - {answer: {text: x}}\n");
    }
    assertThat(problems(script.toString())).containsExactly("script:1:1: more than 500 rules");
  }

  @Test
  void emptyScript_leavesTheFallback() {
    assertThat(Scripts.parse("").size()).isEqualTo(2);
  }

  @Test
  void load_readsFilesInOrderOfNames_andNamesRulesAfterThem() throws IOException {
    Files.writeString(dir.resolve("b.yml"), "rules: [{answer: {text: b}}]");
    Files.writeString(dir.resolve("a.yaml"), "rules: [{name: hi, answer: {text: a}}]");
    Files.writeString(dir.resolve("notes.txt"), "not a script");
    assertThat(Scripts.load(dir).rules())
        .extracting(Rule::name)
        .startsWith("a/hi", "b/rule-1", "fallback");
  }

  @Test
  void load_reportsTheProblemsOfAllFiles() throws IOException {
    Files.writeString(dir.resolve("a.yaml"), "rules: {}");
    Files.write(dir.resolve("b.yaml"), new byte[] {(byte) 0xff, 'a'});
    Files.writeString(dir.resolve("c.yaml"), "#".repeat(2_000_000));
    Files.createDirectory(dir.resolve("d.yaml"));
    var failure = catchThrowableOfType(ScriptException.class, () -> Scripts.load(dir));
    assertThat(failure.problems())
        .satisfiesExactly(
            p -> assertThat(p).endsWith("a.yaml:1:8: rules must be a list"),
            p -> assertThat(p).endsWith("b.yaml:1:1: is not UTF-8 text"),
            p -> assertThat(p).endsWith("c.yaml:1:1: larger than 1 MiB"),
            p -> assertThat(p).contains("d.yaml:1:1: cannot be read"));
  }

  @Test
  void load_ofNoDirectory_saysWhich() {
    assertThatThrownBy(() -> Scripts.load(dir.resolve("absent")))
        .isInstanceOf(ScriptException.class)
        .hasMessageContaining("absent: no such directory");
  }

  private static List<String> problems(String script) {
    return catchThrowableOfType(ScriptException.class, () -> Scripts.parse(script)).problems();
  }

  private static void assertReported(String script, String problem) {
    assertThat(problems(script)).anySatisfy(p -> assertThat(p).startsWith("script:" + problem));
  }
}
