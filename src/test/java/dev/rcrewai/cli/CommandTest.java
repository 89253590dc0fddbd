package dev.rcrewai.cli;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.ServerProcess;
import dev.rcrewai.TestProvider;
import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.memory.Lesson;
import dev.rcrewai.memory.Memory;
import dev.rcrewai.memory.MemoryScope;
import dev.rcrewai.store.sqlite.SqliteExecutionStore;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, as a user types them, in an installation of their own. */
class CommandTest {
  private static final String HOME = "rcrewai.home";
  private static final String CREW =
      """
      inputs: {word: {type: string}}
      agents: {clerk: {role: Clerk, goal: Repeat words}}
      tasks:
        say: {description: 'Say {word}.', expected_output: The word, agent: clerk, max_retries: 0}
      """;
  private static final String SCRIPT =
      """
      rules:
        - {name: hang, when: {task: Say hang}, answer: {hang: true}}
        - {name: refuse, when: {task: Say refuse}, answer: {status: 400}}
        - name: echo
          extract: {word: 'Say ([\\w-]+)'}
          answer: {text: 'You said ${word}', disclose: false}
      """;

  @TempDir Path home;
  private @Nullable String earlier;
  private String out = "";
  private String err = "";

  @BeforeEach
  void install() {
    earlier = System.getProperty(HOME);
    System.setProperty(HOME, home.toString());
    write("conf/crews/echo.yaml", CREW);
    write("conf/sandbox/echo.yaml", SCRIPT);
    write("conf/prices.yaml", "models: {}\n");
    write("conf/files/shared/note.txt", "a note");
    write("conf/server.yaml", "llm: {provider: sandbox}\n");
  }

  @AfterEach
  void uninstall() {
    if (earlier == null) {
      System.clearProperty(HOME);
    } else {
      System.setProperty(HOME, earlier);
    }
  }

  @Test
  void version_isPrinted() {
    assertThat(run("version")).isZero();
    assertThat(out).matches("rcrewai \\d+\\.\\d+.*\\R");
    var said = out;
    assertThat(run("--version")).isZero();
    assertThat(out).isEqualTo(said);
  }

  @Test
  void help_ofACommand_isPrinted_andNothingIsMissing() {
    assertThat(run("run", "--help")).isZero();
    assertThat(out).contains("Usage: rcrewai run ", "--input-file").doesNotContain("--judge");
    assertThat(err).isEmpty();
    assertThat(run("test", "-h")).isZero();
    assertThat(out).contains("Usage: rcrewai test ", "--judge");
  }

  @Test
  void nothingToDo_orUnknown_isWrongUsage() {
    assertThat(run()).isEqualTo(2);
    assertThat(err).contains("Which command?");
    assertThat(run("fly")).isEqualTo(2);
    assertThat(run("run")).isEqualTo(2);
  }

  @Test
  void erase_deletesWhatEnded_andAsksTheRestToEnd() {
    var vertx = Vertx.vertx();
    var store = new SqliteExecutionStore(vertx, home.resolve("data"), Clock.systemUTC(), _ -> {});
    var draft = Draft.draft().caller("ann").claimer(new NodeId("node"));
    await(store.open());
    await(store.accept(draft.submission()));
    await(store.append(Owner.of(draft).complete()));
    await(store.accept(Draft.draft().caller("ann").submission()));
    await(store.accept(Draft.draft().caller("bob").submission()));
    await(store.memories().keep(lesson(new MemoryScope("ann", "support"))));
    await(store.close());
    await(vertx.close());

    assertThat(run("erase", "ann")).isEqualTo(1);
    assertThat(out)
        .isEqualToNormalizingNewlines(
            """
            1 executions of ann are erased
            1 memories of crews about ann are erased
            1 have not ended and were asked to; run this again when they have
            """);
    assertThat(run("erase", "nobody")).isZero();
    assertThat(out).startsWith("0 executions of nobody are erased");
  }

  private static Lesson lesson(MemoryScope scope) {
    var memory =
        new Memory(
            "id",
            scope,
            MemoryKind.TOOL,
            Draft.draft().id(),
            "search() -> nothing",
            Draft.START,
            null);
    return new Lesson(scope, List.of(memory), List.of(), Map.of(MemoryKind.TOOL, 1));
  }

  @Test
  void models_ofAConfiguredProvider_areListedUnderItsName() {
    try (var provider = new TestProvider(SCRIPT)) {
      write("conf/server.yaml", "openai: {base_url: '" + provider.baseUrl() + "'}\n");
      assertThat(run("models")).as(err).isZero();
      assertThat(out).isEqualToNormalizingNewlines("openai/scripted\n");
      assertThat(run("models", "nobody")).isEqualTo(2);
      assertThat(err).contains("provider 'nobody' is not configured; there are: [openai]");
    }
    assertThat(run("models", "openai")).isEqualTo(1);
    assertThat(err).contains("openai gives no list of models");
  }

  @Test
  void validate_goodFile_isZero() {
    assertThat(run("validate", home.resolve("conf/crews").toString())).isZero();
    assertThat(out).contains("crew 'echo' is valid");
  }

  @Test
  void init_writesACrewThatIsValidAndRuns() throws IOException {
    assertThat(run("init", "briefing")).as(err).isZero();
    var file = home.resolve("conf/crews/briefing.yaml");
    assertThat(out).contains("Wrote " + file, "rcrewai run briefing --input topic=rain");
    assertThat(Files.readString(file))
        .startsWith("# yaml-language-server: $schema=crew.schema.json\n");
    assertThat(Files.readString(file.resolveSibling("crew.schema.json"))).contains("definitions");

    assertThat(run("validate", file.toString())).as(out).isZero();
    Files.delete(home.resolve("conf/sandbox/echo.yaml")); // what is there for any crew answers
    assertThat(run("run", "briefing", "--input", "topic=rain")).as(err).isZero();
    assertThat(out).isNotBlank();
  }

  @Test
  void init_whereTheSchemaIsAbove_namesIt_andOverwritesNothing() throws IOException {
    write("conf/crew.schema.json", "{}");
    assertThat(run("init", "briefing")).isZero();
    var file = home.resolve("conf/crews/briefing.yaml");
    assertThat(Files.readString(file)).startsWith("# yaml-language-server: $schema=../crew");

    assertThat(run("init", "briefing")).isEqualTo(2);
    assertThat(err).contains("is there already");
    assertThat(run("init", "../out")).isEqualTo(2);
    assertThat(run("init", "a".repeat(65))).as("crews' names end at 64").isEqualTo(2);
  }

  @Test
  void validate_badFile_printsEveryProblemWithItsPlace() {
    var bad =
        write("bad.yaml", CREW.replace("agent: clerk", "agent: clerc").replace("role", "roll"));
    assertThat(run("validate", bad.toString())).isEqualTo(1);
    assertThat(out.lines().toList())
        .hasSizeGreaterThan(1)
        .allMatch(line -> line.matches(".*bad\\.yaml:\\d+:\\d+: .*"));
  }

  @Test
  void validate_providersAndKeys_areThoseOfAServerThatWouldStartHere() {
    write("conf/server.yaml", "openai: {base_url: 'http://127.0.0.1:9/v1'}\n");
    var other = write("other.yaml", CREW.replace("role", "llm: {provider: groq, key: team}, role"));

    assertThat(run("validate", other.toString())).isEqualTo(1);

    assertThat(out)
        .contains("provider 'groq' is not configured on this server; there are: openai")
        .contains("no key 'team' is kept for crew 'other'");
  }

  @Test
  void validate_whereNoProviderCanBeRead_checksTheRest_andSaysSo() {
    write("conf/server.yaml", "llm: {provider: openai}\n");

    assertThat(run("validate", home.resolve("conf/crews").toString())).as(out).isZero();

    assertThat(err).contains("Providers are not checked: ").contains("OPENAI_API_KEY");
  }

  @Test
  void validate_missingFile_isWrongUsage() {
    assertThat(run("validate", home.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(err).contains("There is no");
  }

  @Test
  void run_printsTheAnswerAlone() {
    assertThat(run("run", "echo", "--input", "word=tea")).as(err).isZero();
    assertThat(out).isEqualTo("You said tea" + System.lineSeparator());
    assertThat(home.resolve("data")).as("its own temporary data").doesNotExist();
  }

  @Test
  void run_json_printsTheResult_andInputWinsOverTheFile() {
    var file = write("inputs.json", "{\"word\": \"ink\"}");
    assertThat(run("run", "echo", "--input-file", file.toString(), "-o", "json")).as(err).isZero();
    assertThat(new JsonObject(out).getJsonObject("result").getString("output"))
        .isEqualTo("You said ink");
    run("run", "echo", "--input-file", file.toString(), "--input", "word=oak");
    assertThat(out).startsWith("You said oak");
  }

  @Test
  void run_inputThatIsDeclaredAsNoText_isReadAsJson() {
    write("conf/crews/echo.yaml", CREW.replace("type: string", "type: integer"));
    write("conf/sandbox/echo.yaml", SCRIPT.replace("[\\w-]+", "[0-9]+"));
    assertThat(run("run", "echo", "--input", "word=42")).as(err).isZero();
    assertThat(out).startsWith("You said 42");
    assertThat(run("run", "echo", "--input", "word=many")).isEqualTo(2);
    assertThat(err).contains("inputs.word must be a whole number; it is text");
  }

  @Test
  void run_crewAiProject_runsUnchangedWhereTheSandboxIsAlone() {
    var crew = "conf/crews/word-repeater/src/word_repeater/";
    write(crew + "crew.py", "raise SystemExit('nobody runs this')");
    write(
        crew + "config/agents.yaml",
        "clerk: {role: Clerk, goal: Repeat words, llm: groq/llama, tools: [SerperDevTool]}");
    write(crew + "config/tasks.yaml", "say_it: {description: 'Say {word}.', expected_output: ''}");

    assertThat(run("run", "word_repeater", "--input", "word=tea")).as(err).isZero();

    assertThat(out).isEqualTo("You said tea" + System.lineSeparator());
  }

  @Test
  void run_thatFails_isOne_andSaysWhyOnStderr() {
    assertThat(run("run", "echo", "--input", "word=refuse")).isEqualTo(1);
    assertThat(err).startsWith("provider_error: ");
    assertThat(out).isEmpty();
  }

  @Test
  void run_thatAsks_takesAnswersFromItsInputUntilOneFits() {
    write("conf/crews/ask.yaml", asking("{confirm: 'Shall I?', review: true}"));

    assertThat(runWith("maybe\napprove\nyes\n")).as(err).isZero();

    assertThat(out).isEqualTo("You said tea" + System.lineSeparator());
    assertThat(err).contains("? Shall I?").contains("expected one of approve");
  }

  @Test
  void run_thatAsksWhereNobodyIs_isCancelled() {
    write("conf/crews/ask.yaml", asking("{confirm: true}"));

    assertThat(runWith("maybe\n")).isEqualTo(1);

    assertThat(err).contains("cancelled: ");
    assertThat(out).isEmpty();
  }

  private static String asking(String humanInput) {
    return CREW.replace("max_retries: 0", "max_retries: 0, human_input: " + humanInput);
  }

  private int runWith(String input) {
    var before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.US_ASCII)));
    try {
      return run("run", "ask", "--input", "word=tea");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void run_thatIsNotDoneInTime_isThree() {
    assertThat(run("run", "echo", "--input", "word=hang", "--timeout", "0.5")).isEqualTo(3);
    assertThat(err).startsWith("deadline_exceeded: ");
  }

  @Test
  void run_whatIsNotThere_isWrongUsage() {
    assertThat(run("run", "ehco", "--input", "word=tea")).isEqualTo(2);
    assertThat(err).contains("Unknown crew: ehco").contains("echo");
    assertThat(run("run", "echo", "--input", "wrod=tea")).isEqualTo(2);
    assertThat(err).contains("word");
    assertThat(run("run", "echo", "--input-file", "none.json")).isEqualTo(2);
    assertThat(err).contains("none.json");
    var broken = write("broken.json", "[1]");
    assertThat(run("run", "echo", "--input-file", broken.toString())).isEqualTo(2);
    assertThat(err).contains("no JSON object");
  }

  @Test
  void settingsThatAreWrong_areWrongUsage_eachInOneLine() {
    write("conf/server.yaml", "llm: {retry_limit: 99}\n");
    assertThat(run("run", "echo", "--input", "word=tea")).isEqualTo(2);
    assertThat(err).contains("retry_limit").doesNotContain("\tat ");
  }

  @Test
  void token_thatIsAskedForWrongly_isWrongUsage() {
    assertThat(run("token")).isEqualTo(2);
    assertThat(run("token", "--user", "ann", "--hours", "0")).isEqualTo(2);
    assertThat(err).contains("--hours must be at least 1");
  }

  @Test
  void server_acceptsTheTokenThatTheCommandPrints_andEndsWhenAsked() {
    write(
        "conf/crews/customer_support.yaml",
        CREW.replace("{type: string}", "{type: string, example: it's tea}"));
    var environment = Map.of("HOST", "127.0.0.1", "PORT", "0", "MANAGEMENT_PORT", "0");
    try (var server =
        ServerProcess.start(environment, List.of("-Drcrewai.home=" + home), "serve")) {
      assertThat(run("token", "--user", "ann", "--permissions", "execute_crew")).isZero();
      var token = out.strip();
      assertThat(out.lines()).hasSize(1);
      var crews = server.get("/v1/crews", token);
      assertThat(crews.statusCode()).as(crews.body()).isEqualTo(200);
      assertThat(crews.body()).contains("echo");
      assertThat(server.get("/v1/crews", token + "x").statusCode()).isEqualTo(401);
      assertThat(server.log())
          .contains("scripted answers, NOT a model")
          .contains("crews       customer_support, echo")
          .contains("curl -s " + server.address())
          .contains("\"word\":\"it'\\''s tea\"");
      server.terminate();
      assertThat(server.exitsWithin(Duration.ofSeconds(20))).as(server.log()).isTrue();
      assertThat(server.exitCode()).as("asked to end, and ended well").isZero();
    }
  }

  @Test
  void sandbox_servesTheScriptsAlone() {
    try (var sandbox =
        ServerProcess.start(
            Map.of(), List.of("-Drcrewai.home=" + home), "sandbox", "--port", "0")) {
      assertThat(sandbox.get("/v1/models", "any").statusCode()).isEqualTo(200);
      assertThat(sandbox.log()).contains("it is not a model");
      sandbox.terminate();
      assertThat(sandbox.exitsWithin(Duration.ofSeconds(10))).isTrue();
    }
  }

  private int run(String... args) {
    var o = new StringWriter();
    var e = new StringWriter();
    int code = RcrewaiCommand.run(new PrintWriter(o), new PrintWriter(e), args);
    out = o.toString();
    err = e.toString();
    return code;
  }

  private Path write(String name, String text) {
    try {
      var file = home.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
