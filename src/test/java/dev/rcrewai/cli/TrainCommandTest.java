package dev.rcrewai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.ServerProcess;
import dev.rcrewai.TestProvider;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rcrewai train}, and what servers make of the file that it writes. */
class TrainCommandTest {
  private static final String CREW =
      """
      inputs: {word: {type: string}}
      agents:
        clerk: {role: Clerk, goal: Repeat words}
        idle: {role: Idler, goal: Do nothing}
      tasks:
        say: {description: 'Say {word}.', expected_output: The word, agent: clerk, max_retries: 0}
      """;
  private static final String SCRIPT =
      """
      rules:
        - name: suggest
          record: true
          when: {schema: suggest}
          answer: {json: {suggestions: [Say the word twice., Do not shout.]}}
        - {name: hang, when: {task: Say hang, turns: 1}, answer: {hang: true}}
        - name: better
          when: {user: {contains: does not accept it yet}}
          answer: {text: 'tea, tea', disclose: false}
        - {name: say, record: true, answer: {text: TEA, disclose: false}}
      """;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String FILE = "conf/crews/clerk.training.yaml";

  @TempDir Path home;
  private Installation cli;

  @BeforeEach
  void install() {
    cli = new Installation(home);
    cli.write("conf/crews/clerk.yaml", CREW);
    cli.write("conf/sandbox/script.yaml", SCRIPT);
    cli.write("feedback.yaml", "say: Do not shout at me.\n");
  }

  @AfterEach
  void uninstall() {
    cli.close();
  }

  @Test
  void feedbackAtTheTerminal_improvesTheAnswer_andIsKeptAsItWasSaidWhereThereIsNoModel() {
    assertThat(cli.typing("no\nDo not shout at me.\n\n", train())).as(cli.err).isZero();

    assertThat(cli.err)
        .contains("? Is this answer of the task 'say' good?", "  TEA", "  tea, tea")
        .contains("say what to change, in one line; Enter accepts it")
        .contains("No model can be asked");
    assertThat(cli.out).contains("clerk is told from now on:\n  - Do not shout at me.\n");
    assertThat(cli.read(FILE))
        .startsWith("# ")
        .endsWith(
            """
            agents:
              clerk:
                suggestions:
                  - Do not shout at me.
                feedback:
                  - task: say
                    said: Do not shout at me.
            """);
    assertThat(cli.run("validate", home.resolve("conf/crews").toString())).as(cli.out).isZero();
    assertThat(cli.out).contains("crew 'clerk' is valid, with suggestions for clerk");
  }

  @Test
  void answer_isSentBackThreeTimesAtMost() {
    assertThat(cli.typing("Try one.\nTry two.\nTry three.\nTry four.\n", train())).isZero();

    assertThat(cli.read(FILE)).contains("Try one.", "Try three.").doesNotContain("Try four.");
  }

  @Test
  void moreTraining_addsToWhatPeopleMadeOfTheFile() {
    cli.write(FILE, "agents: {clerk: {suggestions: [Edited by hand.]}}\n");

    assertThat(cli.run(train("-n", "2", "--feedback", home + "/feedback.yaml"))).isZero();

    assertThat(cli.out)
        .contains("clerk is told from now on:\n  - Edited by hand.\n  - Do not shout at me.\n");
  }

  @Test
  void answersThatAreAccepted_changeNothing() {
    assertThat(cli.typing("\n", train())).as(cli.err).isZero();

    assertThat(cli.out).contains("Nothing was said");
    assertThat(home.resolve(FILE)).doesNotExist();
  }

  @Test
  void whereNobodyAnswers_theTrainingEnds() {
    assertThat(cli.run(train())).isEqualTo(1);

    assertThat(cli.err).contains("cancelled: ");
  }

  @Test
  void wrongUsage_isTwo_andNothingRuns() {
    cli.write("wrong.yaml", "sya: Do not shout.\nsay: [fine]\n");
    assertThat(cli.run(train("--feedback", home + "/wrong.yaml"))).isEqualTo(2);
    assertThat(cli.err)
        .contains("wrong.yaml:1:6: the crew has no task 'sya'; it has say")
        .contains("wrong.yaml:2:7: ");
    assertThat(cli.run(train("-n", "0"))).isEqualTo(2);
    assertThat(cli.run(train("-f", home + "/none/x.yaml"))).isEqualTo(2);
    assertThat(cli.err).contains("nothing can be written to");
    cli.write("broken.yaml", "agents: {nobody: {}}\n");
    assertThat(cli.run(train("-f", home + "/broken.yaml"))).isEqualTo(2);
    assertThat(cli.err).contains("broken.yaml:1:10: unknown agent 'nobody'");
    assertThat(cli.run("train", "clrek")).isEqualTo(2);
    assertThat(cli.err).contains("did you mean clerk?");
  }

  @Test
  void suggestions_standInWhatTheProviderReceivesOfEveryLaterExecution_andOfNoEarlier()
      throws Exception {
    try (var provider = new TestProvider(SCRIPT)) {
      cli.write("conf/server.yaml", "openai: {base_url: '" + provider.baseUrl() + "'}\n");
      assertThat(cli.run(train("--feedback", home + "/feedback.yaml"))).as(cli.err).isZero();
      assertThat(cli.read(FILE)).contains("- Say the word twice.", "said: Do not shout at me.");
      assertThat(system(provider)).as("while it was trained").doesNotContain("twice");

      cli.write(
          "conf/crews/clerk.yaml",
          CREW.replace("max_retries: 0", "max_retries: 0, human_input: {confirm: 'May I?'}"));
      try (var server = serve()) {
        var waiting = start(server);
        Waiting.until(
            "it waits",
            PATIENCE,
            () -> execution(server, waiting).getString("status").equals("waiting"));
        cli.write(FILE, "agents: {clerk: {suggestions: [Whisper.]}}\n");
        Waiting.until(
            "the new file is loaded",
            PATIENCE,
            () -> server.get("/v1/crews/clerk", token()).body().contains("Whisper"));

        assertThat(confirmed(server, provider, waiting))
            .as("accepted before the file was changed")
            .contains("\n- Say the word twice.\n- Do not shout.\n")
            .doesNotContain("Whisper");
        assertThat(confirmed(server, provider, start(server)))
            .as("accepted after it")
            .contains("\n- Whisper.\n")
            .doesNotContain("twice");
        Files.delete(home.resolve(FILE));
        Waiting.until(
            "the file's absence is seen",
            PATIENCE,
            () -> !server.get("/v1/crews/clerk", token()).body().contains("Whisper"));
        assertThat(confirmed(server, provider, start(server))).doesNotContain("earlier answers");
      }
    }
  }

  @Test
  void trainer_readsTheAnswersWithWhatWasSaid_andWhereItFailsNothingIsLost() {
    var broken = SCRIPT.replace("{json: {suggestions:", "{status: 400, error: {message:");
    try (var provider =
        new TestProvider(broken.replace("[Say the word twice., Do not shout.]", "no"))) {
      cli.write("conf/server.yaml", "openai: {base_url: '" + provider.baseUrl() + "'}\n");

      assertThat(cli.run(train("--feedback", home + "/feedback.yaml"))).as(cli.err).isZero();

      assertThat(provider.lastRecorded("suggest").encode())
          .contains("TEA", "A person said of it: Do not shout at me.", "tea, tea", "Clerk");
      assertThat(cli.err).contains("the trainer gave no answer: ", "as they said it");
      assertThat(cli.read(FILE)).contains("suggestions:\n      - Do not shout at me.");
    }
  }

  @Test
  void interrupted_keepsWhatWasSaid() {
    try (var provider = new TestProvider(SCRIPT);
        var process =
            ServerProcess.begin(
                Map.of("OPENAI_BASE_URL", provider.baseUrl(), "LLM_PROVIDER", "openai"),
                List.of("-Drcrewai.home=" + home),
                "train",
                "clerk",
                "--input",
                "word=hang",
                "--feedback",
                home + "/feedback.yaml")) {
      Waiting.until("it is at work", PATIENCE, () -> provider.chats("hang") == 1);
      process.askToEnd();
      assertThat(process.exitsWithin(Duration.ofSeconds(20))).as(process.log()).isTrue();
      assertThat(process.exitCode()).as(process.output()).isEqualTo(130);
      assertThat(cli.read(FILE)).contains("suggestions:\n      - Do not shout at me.");
      assertThat(provider.chats("suggest")).as("nobody is asked any more").isZero();
    }
  }

  private static String[] train(String... more) {
    var first = new ArrayList<>(List.of("train", "clerk", "--input", "word=tea"));
    first.addAll(List.of(more));
    return first.toArray(String[]::new);
  }

  private ServerProcess serve() {
    return ServerProcess.start(
        Map.of("PORT", "0", "MANAGEMENT_PORT", "0", "CREWS_RELOAD_INTERVAL", "0.2"),
        List.of("-Drcrewai.home=" + home),
        "serve");
  }

  private String token() {
    assertThat(cli.run("token", "--user", "ann", "--permissions", "execute_crew,answer_input"))
        .isZero();
    return cli.out.strip();
  }

  private String start(ServerProcess server) {
    var body = "{\"crew_name\": \"clerk\", \"inputs\": {\"word\": \"tea\"}}";
    return new JsonObject(server.post("/v1/executions", token(), body).join().body())
        .getString("execution_id");
  }

  private JsonObject execution(ServerProcess server, String id) {
    return new JsonObject(server.get("/v1/executions/" + id, token()).body());
  }

  /** Lets the execution begin; what its agent was told then. */
  private String confirmed(ServerProcess server, TestProvider provider, String id) {
    Waiting.until(
        "it waits", PATIENCE, () -> execution(server, id).getString("status").equals("waiting"));
    server.post("/v1/executions/" + id + "/input", token(), "{\"answer\": \"yes\"}").join();
    Waiting.until(
        "it has ended",
        PATIENCE,
        () -> "completed".equals(execution(server, id).getString("outcome")));
    return system(provider);
  }

  /** The system message of the last request that asked for an answer. */
  private static String system(TestProvider provider) {
    return provider
        .lastRecorded("say")
        .getJsonArray("messages")
        .getJsonObject(0)
        .getString("content");
  }
}
