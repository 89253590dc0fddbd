package dev.rcrewai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.ServerProcess;
import dev.rcrewai.TestProvider;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rcrewai test}, with the sandbox as provider. */
class TestCommandTest {
  private static final String CREW =
      """
      inputs: {word: {type: string}}
      agents: {clerk: {role: Clerk, goal: Repeat words}}
      tasks:
        say: {description: 'Say {word}.', expected_output: The word, agent: clerk, max_retries: 0}
        sum: {description: Sum it up., expected_output: A line, agent: clerk, max_retries: 1}
      """;
  private static final String SCRIPT =
      """
      rules:
        - {name: before, when: {task: Say fail}, answer: {text: BEFORE, disclose: false}}
        - name: fail
          when: {task: {regex: '(?s)Sum it.*BEFORE'}}
          times: 1
          answer: {status: 400}
        - {name: never, when: {task: Say never}, answer: {status: 400}}
        - {name: hang, when: {task: Say hang}, answer: {hang: true}}
        - name: judge_loud
          when: {schema: score, task: {contains: LOUD}}
          answer: {json: {score: 9, reason: It can be heard.}}
        - name: judge
          when: {schema: score}
          answer: {json: {score: 6, reason: It mumbles.}}
        - {name: other, when: {model: {equals: loud}}, answer: {text: LOUD, disclose: false}}
        - name: crew_loud
          when: {system: {contains: Shouter}}
          answer: {text: LOUD, disclose: false}
        - name: first
          when: {task: {contains: Sum it}, turns: 0}
          answer: {text: It was long, disclose: false}
        - {name: rest, answer: {text: It was short, disclose: false}}
      """;

  @TempDir Path home;
  private Installation cli;

  @BeforeEach
  void install() {
    cli = new Installation(home);
    cli.write("conf/crews/clerk.yaml", CREW);
    cli.write("conf/crews/shouter.yaml", CREW.replace("Clerk", "Shouter"));
    cli.write("conf/sandbox/script.yaml", SCRIPT);
  }

  @AfterEach
  void uninstall() {
    cli.close();
  }

  @Test
  void runThatFails_countsAsZero_isShown_andTheExitCodeFollowsTheAverage() {
    assertThat(test("fail", "-n", "2", "--parallel", "1", "--json")).as(cli.err).isZero();

    var trial = trials().getFirst();
    assertThat(trial.getInteger("completed")).isEqualTo(1);
    assertThat(trial.getDouble("score")).isEqualTo(5.0);
    assertThat(trial.getJsonObject("tasks").getDouble("say")).isEqualTo(10.0);
    assertThat(trial.getJsonObject("tasks").getDouble("sum")).isEqualTo(5.0);
    var failed = run(trial, 0);
    assertThat(failed.getString("outcome")).isEqualTo("provider_error");
    assertThat(failed.getString("detail")).contains("sum");
    assertThat(failed.getDouble("score")).as("although one task was done").isZero();
    assertThat(run(trial, 1).getDouble("score")).isEqualTo(10.0);
    assertThat(run(trial, 1).getJsonObject("usage").getInteger("input_tokens")).isPositive();
    assertThat(cli.err).contains("scripted answers, NOT a model");

    assertThat(test("fail", "-n", "2", "--parallel", "1", "--min-score", "5")).isZero();
    assertThat(cli.out)
        .containsPattern("\\n +1 +10\\.0 +0\\.0 +0\\.0 .*provider_error\\n")
        .containsPattern("\\n +2 +10\\.0 +10\\.0 +10\\.0 .*completed\\n")
        .containsPattern("\\n +average +10\\.0 +5\\.0 +5\\.0 ")
        .contains("clerk: 1 of 2 runs completed", "run 1, sum: 0.0, ", "Passed: at least 5.0");
    assertThat(test("fail", "-n", "2", "--parallel", "1", "--min-score", "5.1")).isEqualTo(1);
    assertThat(cli.out).contains("Failed: below 5.1");
  }

  @Test
  void crewThatNeverCompletes_isOne_withoutAnyMinimum() {
    assertThat(test("never", "-n", "2")).isEqualTo(1);

    assertThat(cli.out).contains("0 of 2 runs completed");
  }

  @Test
  void ownChecks_answerThatWasNotAcceptedAtOnce_isWorthLess() {
    cli.write(
        "conf/crews/clerk.yaml",
        CREW.replace("max_retries: 1", "max_retries: 1, guardrail: {contains: short}"));

    assertThat(test("tea", "-n", "1", "--json")).as(cli.err).isZero();

    var tasks = run(trials().getFirst(), 0).getJsonObject("tasks");
    assertThat(tasks.getJsonObject("say").getDouble("score")).isEqualTo(10.0);
    assertThat(tasks.getJsonObject("sum").getDouble("score")).isEqualTo(5.0);
    assertThat(tasks.getJsonObject("sum").getString("reason")).contains("must contain 'short'");
    assertThat(trials().getFirst().getDouble("score")).isEqualTo(7.5);
  }

  @Test
  void checkFile_countsEachCheckAlike_andHasWordsJudged() {
    cli.write(
        "checks.yaml",
        """
        sum:
          guardrails:
            - {contains: long}
            - {contains: short}
            - Is {word} in it?
        """);

    assertThat(test("tea", "-n", "1", "--json", "--check", home + "/checks.yaml")).isZero();

    var tasks = run(trials().getFirst(), 0).getJsonObject("tasks");
    assertThat(tasks.fieldNames()).containsExactly("sum");
    assertThat(tasks.getJsonObject("sum").getDouble("score")).isEqualTo(5.33);
    assertThat(tasks.getJsonObject("sum").getString("reason"))
        .isEqualTo("it must contain 'short'; It mumbles.");
  }

  @Test
  void checkFile_thatIsWrong_isWrongUsage_withThePlace() {
    cli.write("checks.yaml", "sum: {guardrial: {contains: x}}\n");

    assertThat(test("tea", "--check", home + "/checks.yaml")).isEqualTo(2);

    assertThat(cli.err).contains("checks.yaml:1:7: unknown key 'guardrial'");
    cli.write("checks.yaml", "smu: {guardrail: {pattern: '('}}\n");
    assertThat(test("tea", "--check", home + "/checks.yaml")).isEqualTo(2);
    assertThat(cli.err)
        .contains("checks.yaml:1:1: unknown task 'smu'; did you mean 'sum'?")
        .contains("pattern is no regular expression");
  }

  @Test
  void twoCrews_standBesideEachOther_withTheDifferenceOfTheirAverages() {
    assertThat(test("tea", "-n", "2", "--judge", "--against", "shouter")).as(cli.err).isZero();

    assertThat(cli.out)
        .containsPattern("\\n +clerk +shouter +difference\\n")
        .containsPattern("\\n +say +6\\.0 +9\\.0 +\\+3\\.0\\n")
        .containsPattern("\\n +crew +6\\.0 +9\\.0 +\\+3\\.0\\n")
        .containsPattern("\\n +completed +2 +2 +\\+0\\n")
        .contains("run 1, say: 6.0, It mumbles.", "The judge answered 8 times, with ");
    assertThat(test("tea", "-n", "1", "--judge", "--against", "shouter", "--min-score", "7"))
        .as("each crew has to reach it")
        .isEqualTo(1);
  }

  @Test
  void twoModels_answerForAllAgents_andAreCompared() {
    assertThat(
            test(
                "tea",
                "-n",
                "1",
                "--judge=openai/judge",
                "--json",
                "-m",
                "openai/quiet",
                "-m",
                "openai/loud"))
        .as(cli.err)
        .isZero();

    assertThat(trials())
        .extracting(it -> it.getString("label"))
        .containsExactly("openai/quiet", "openai/loud");
    assertThat(trials().getLast().getJsonObject("difference").getDouble("score")).isEqualTo(3.0);
    assertThat(cli.json().getString("scored_by")).isEqualTo("a judge (judge)");
  }

  @Test
  void judgeThatGivesNoScore_isAFailureOfTheTest_notOfTheCrew() {
    cli.write(
        "conf/sandbox/00.yaml",
        "rules: [{name: broken, when: {schema: score}, answer: {status: 400}}]\n");

    assertThat(test("tea", "-n", "1", "--judge")).isEqualTo(1);

    assertThat(cli.err).contains("the judge gave no answer: ");
    assertThat(cli.out).isEmpty();
  }

  @Test
  void wrongUsage_isTwo_andSaysWhatIsExpected() {
    assertThat(test("tea", "-n", "0")).isEqualTo(2);
    assertThat(cli.err).contains("-n is 0; expected 1 to 100");
    assertThat(test("tea", "--judge", "--check", "x")).isEqualTo(2);
    assertThat(test("tea", "--min-score", "11")).isEqualTo(2);
    assertThat(test("tea", "--against", "clerk")).isEqualTo(2);
    assertThat(test("tea", "-m", "loud")).isEqualTo(2);
    assertThat(cli.err).contains("'loud' is no model; write PROVIDER/MODEL");
    assertThat(test("tea", "--against", "shuoter")).isEqualTo(2);
    assertThat(cli.err).contains("Unknown crew: shuoter; did you mean shouter?");
    assertThat(cli.run("test", "clerk", "--input", "wrod=x")).isEqualTo(2);
    assertThat(cli.err).contains("word");
  }

  @Test
  void interrupted_endsSoonAndCleanly_withoutTheProvidersAnswer() {
    try (var provider = new TestProvider(SCRIPT);
        var process =
            ServerProcess.begin(
                Map.of("OPENAI_BASE_URL", provider.baseUrl(), "LLM_PROVIDER", "openai"),
                List.of("-Drcrewai.home=" + home),
                "test",
                "clerk",
                "--input",
                "word=hang",
                "-n",
                "9",
                "--parallel",
                "2")) {
      Waiting.until("two runs are at work", Duration.ofSeconds(30), () -> provider.inFlight() == 2);
      process.askToEnd();
      assertThat(process.exitsWithin(Duration.ofSeconds(20))).as(process.log()).isTrue();
      assertThat(process.exitCode()).isEqualTo(130);
      assertThat(process.output()).contains("0 of 0 runs completed", "Interrupted");
      assertThat(provider.chats()).as("nothing more was begun").isEqualTo(2);
    }
  }

  private int test(String word, String... more) {
    var first = List.of("test", "clerk", "--input", "word=" + word);
    return cli.run(Stream.concat(first.stream(), Stream.of(more)).toArray(String[]::new));
  }

  private List<JsonObject> trials() {
    return objects(cli.json().getJsonArray("trials"));
  }

  private static JsonObject run(JsonObject trial, int index) {
    return objects(trial.getJsonArray("runs")).get(index);
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }
}
