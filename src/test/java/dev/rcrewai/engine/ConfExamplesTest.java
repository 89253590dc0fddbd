package dev.rcrewai.engine;

import static dev.rcrewai.execution.Await.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.Server;
import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.config.Settings;
import dev.rcrewai.config.SettingsLoader;
import dev.rcrewai.crew.Automation;
import dev.rcrewai.crew.CrewLoader;
import dev.rcrewai.crew.LoadResult;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.OutputRejected;
import dev.rcrewai.execution.EventData.StepResult;
import dev.rcrewai.execution.EventData.ValueRecorded;
import dev.rcrewai.execution.Json;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The crews and flows of {@code conf/examples}, each run on its own examples by a server with the
 * sandbox; then once more by the engine alone, stopped after every event.
 */
class ConfExamplesTest {
  private static final Path EXAMPLES = Path.of("conf/examples");
  private static final Path SHARED = Path.of("conf/files/shared");
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final int ORDERS = 20;
  private static final Example NO_ADDRESS =
      new Example("order_check", Map.of("order", "Two lamps."));

  /** What the answers on their own examples say, so that it is seen who did what. */
  private static final Map<String, List<String>> MUST_HOLD =
      Map.of(
          "event_plan", List.of("You are invited to", "\"agent\":\"crew_manager\""),
          "slogan_vote", List.of("it does what it says."),
          "expert_help", List.of("You asked: ", "Within 30 days of delivery"),
          "order_check", List.of("\"completed_tasks\":"),
          "regular_guest", List.of("Welcome! I have heard: Good morning"),
          "hat_shop",
              List.of(
                  "product: Rain cap, material: waxed cotton, price in euros: 24",
                  "at 30 degrees",
                  "\"source\":\"knowledge: hat-prices.csv, row"),
          "field_trip", List.of("09:00 Way there", "Begin with the way there and end before four."),
          "newsletter", List.of("For customers, after 3 rounds:", "Draft teaser: soon more"));

  /** Its runs of steps, each followed by what its crew did. */
  private static final String NEWSLETTER_RUNS =
      "facts.1 audience.1 begin.1"
          + " draft.1 draft.1.write draft.1.edit check.1 check.1.check verdict.1"
          + " draft.2 draft.2.write draft.2.edit check.2 check.2.check verdict.2"
          + " approval.1 decision.1"
          + " draft.3 draft.3.write draft.3.edit check.3 check.3.check verdict.3"
          + " approval.2 decision.2 teaser.1 teaser.1.write teaser.1.edit";

  /** What people say to the questions of a flow, by path. */
  private static final Map<String, JsonObject> PEOPLE_SAY =
      Map.of(
          "audience.1/ask", new JsonObject().put("answer", "customers"),
          "approval.1/ask", new JsonObject().put("answer", "Name the app."),
          "approval.2/ask", new JsonObject().put("answer", "yes"));

  @TempDir static Path dir;

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Map<Example, Answer> ANSWERS = new HashMap<>();
  private static Settings settings;
  private static Server server;

  /** A crew, and what it is given. */
  record Example(String crew, Map<String, Object> inputs) {}

  /** What a caller got, and what the journal says. */
  private record Answer(int status, JsonObject body, List<Event> events) {
    JsonObject task(String name) {
      return body.getJsonObject("result").getJsonArray("results").stream()
          .map(JsonObject.class::cast)
          .filter(task -> task.getString("task").equals(name))
          .findFirst()
          .orElseThrow();
    }

    /** The output, or why there is none. */
    String said() {
      return switch (events.getLast().data()) {
        case EventData.ExecutionCompleted completed -> completed.output();
        case EventData.ExecutionFailed failed -> failed.detail();
        default -> throw new AssertionError("not ended: " + events.getLast());
      };
    }

    <T extends EventData> List<T> only(Class<T> type) {
      return events.stream().map(Event::data).filter(type::isInstance).map(type::cast).toList();
    }
  }

  @BeforeAll
  static void start() throws IOException {
    var shared = Files.createDirectories(dir.resolve("files/shared"));
    for (var file : List.of("support-handbook.md", "sales-chart.png")) {
      Files.copy(SHARED.resolve(file), shared.resolve(file));
    }
    settings =
        new SettingsLoader(
                Map.of(
                    "DATA_DIR", dir.resolve("data").toString(),
                    "FILES_DIR", dir.resolve("files").toString(),
                    "SERVER_CONFIG", Files.writeString(dir.resolve("server.yaml"), "").toString(),
                    "CREWS_DIR", EXAMPLES.toString(),
                    "LLM_PROVIDER", "sandbox",
                    "JWT_SECRET", "0123456789abcdef0123456789abcdef",
                    "HOST", "127.0.0.1",
                    "PORT", "0",
                    "MANAGEMENT_PORT", "-1"))
            .load();
    server = new Server(Vertx.vertx(), settings, cause -> {});
    await(server.start());
  }

  @AfterAll
  static void stop() {
    HTTP.close();
    await(server.stop());
  }

  private static Stream<Automation> crews() {
    return new CrewLoader(Set.of("file_reader"))
        .loadAll(List.of(EXAMPLES)).stream()
            .map(LoadResult.Usable.class::cast)
            .peek(loaded -> assertThat(loaded.warnings()).isEmpty())
            .map(LoadResult.Usable::automation);
  }

  /** Each crew on its own example, and one that fails. */
  static Stream<Example> examples() {
    return Stream.concat(
        crews().map(crew -> new Example(crew.name(), inputs(crew))), Stream.of(NO_ADDRESS));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_completes_orFailsAsItMust(Example example) {
    var answer = answer(example);

    assertThat(answer.status())
        .as(answer.body().encode())
        .isEqualTo(example.equals(NO_ADDRESS) ? 502 : 200);
    assertThat(answer.body().encode())
        .contains(MUST_HOLD.getOrDefault(example.crew(), List.of("\"success\":true")));
  }

  @Test
  void orderCheck_taskThatFails_stopsTheOthers() {
    assertThat(answer(NO_ADDRESS).body().encode())
        .contains("task 'check_address' failed, and on_task_failure is stop");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_stoppedAfterAnyEvent_endsTheSameAndRepeatsNothing(Example example) {
    var answer = answer(example);
    var plan = plan(answer);
    var replay = replay(answer.events());
    var whole = ScriptedShell.fresh(plan, replay, 1);
    var ended = whole.run();
    assertThat(ended.output()).isEqualTo(answer.said());

    for (int cut = 1; cut <= whole.journal().size(); cut++) {
      var again = new ScriptedShell(plan, replay, cut).after(whole.events().subList(0, cut));
      var before = again.records().keySet();
      assertThat(again.run()).isEqualTo(ended);
      assertThat(again.records()).isEqualTo(whole.records());
      assertThat(again.ran()).noneMatch(step -> before.contains(step.path()));
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_resultsInAnyOrder_endsTheSame(Example example) {
    var answer = answer(example);
    var plan = plan(answer);
    var replay = replay(answer.events());
    var one = ScriptedShell.fresh(plan, replay, 1);
    var ended = one.run();

    for (int seed = 2; seed <= ORDERS; seed++) {
      var other = ScriptedShell.fresh(plan, replay, seed);
      assertThat(other.run()).isEqualTo(ended);
      assertThat(other.records()).isEqualTo(one.records());
    }
  }

  @Test
  void ticketTriage_answerThatDoesNotFit_isCorrectedAndGivenParsed() {
    var answer = answer("ticket_triage");

    assertThat(answer.only(OutputRejected.class))
        .singleElement()
        .satisfies(note -> {
          assertThat(note.by()).isEqualTo(OutputRejected.Check.SCHEMA);
          assertThat(note.reason()).contains("/urgency: must have a maximum value of 5");
        });
    assertThat(answer.task("triage").getJsonObject("structured_output").getInteger("urgency"))
        .isEqualTo(5);
    assertThat(answer.task("page").getString("status")).isEqualTo("completed");
  }

  @Test
  void ticketTriage_nothingUrgent_skipsTheCallAndCompletes() {
    var answer = execute("ticket_triage", new JsonObject().put("ticket", "How do I print?"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.task("page").getString("status")).isEqualTo("skipped");
    assertThat(answer.task("page").getString("detail")).contains("urgency >= 4");
    assertThat(answer.task("acknowledge").getString("status")).isEqualTo("completed");
  }

  @Test
  void checkedLetter_passesRulesThenTheJudge() {
    var answer = answer("checked_letter");

    assertThat(answer.only(OutputRejected.class))
        .extracting(OutputRejected::by)
        .containsExactly(OutputRejected.Check.GUARDRAIL, OutputRejected.Check.JUDGE);
    assertThat(answer.task("write_letter").getString("result")).contains("We are sorry");
  }

  @Test
  void sideBySide_reportIsAmongTheCallersFiles() throws IOException {
    answer("side_by_side");

    assertThat(Files.readString(dir.resolve("files/callers/ann/reports/night trains.md")))
        .startsWith("# report\n")
        .contains("- Somebody wants night trains.", "- Somebody pays for night trains.");
  }

  @Test
  void sideBySide_bothSidesBeginBeforeOneEnds() {
    var paths =
        answer("side_by_side").events().stream()
            .map(Event::data)
            .filter(EventData.OfStep.class::isInstance)
            .map(event -> ((EventData.OfStep) event).path().text())
            .toList();

    assertThat(paths.indexOf("against_it/started")).isLessThan(paths.indexOf("for_it/closed"));
  }

  @Test
  void fieldTrip_letterHasTheDateOfTheAcceptanceAndFollowsThePlan() {
    var answer = answer("field_trip");

    var date = DateTimeFormatter.ofPattern("dd MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    assertThat(answer.task("letter").getString("result"))
        .contains(date.format(answer.events().getFirst().at()), "Say when the class is back.");
    assertThat(answer.only(StepResult.class).getFirst().path().text()).isEqualTo(".planning/chat");
  }

  @Test
  void regularGuest_secondExecution_knowsWhatTheFirstWasTold() {
    answer("regular_guest");

    var second =
        execute("regular_guest", new JsonObject().put("guest_says", "Which cake may I have?"));

    assertThat(second.task("welcome").getString("result"))
        .contains("You eat no nuts, I remember, so take the apple tart.");
    assertThat(second.only(ValueRecorded.class))
        .extracting(ValueRecorded::kind)
        .containsExactly(ValueRecorded.Kind.MEMORY, ValueRecorded.Kind.REMEMBERED);
    assertThat(second.only(ValueRecorded.class).getFirst().passages().getFirst().text())
        .contains("I eat no nuts");
  }

  @Test
  void newsletter_branchesLoopPeopleAndCrews_areAllInTheResult() {
    var answer = answer("newsletter");

    var result = answer.body().getJsonObject("result");
    assertThat(result.getString("process")).isEqualTo("flow");
    assertThat(result.getJsonObject("state").getInteger("rounds")).isEqualTo(3);
    assertThat(result.getJsonObject("state").getString("text"))
        .contains("The new return policy, for customers. Name the app.");
    assertThat(
            result.getJsonArray("results").stream()
                .map(task -> ((JsonObject) task).getString("task"))
                .collect(Collectors.joining(" ")))
        .isEqualTo(NEWSLETTER_RUNS);
    assertThat(answer.task("check.1.check").getJsonObject("structured_output").getInteger("score"))
        .isEqualTo(4);
  }

  private static Answer answer(String crew) {
    return answer(new Example(crew, inputs(crew(crew))));
  }

  private static synchronized Answer answer(Example example) {
    return ANSWERS.computeIfAbsent(
        example, one -> execute(one.crew(), new JsonObject(one.inputs())));
  }

  private static Answer execute(String crew, JsonObject inputs) {
    var body = new JsonObject().put("crew_name", crew).put("inputs", inputs).encode();
    var key = crew + inputs.hashCode();
    var answer = post("/execute", key, body);
    for (int asked = 0; answer.statusCode() == 202 && asked < PEOPLE_SAY.size(); asked++) {
      say(new JsonObject(answer.body()));
      answer = post("/execute", key, body); // the same key attaches to the same execution
    }
    var json = new JsonObject(answer.body());
    var events = send("/v1/executions/" + json.getString("execution_id") + "/events", r -> r);
    JsonArray list = new JsonObject(events.body()).getJsonArray("events");
    return new Answer(answer.statusCode(), json, Json.events(list.encode()));
  }

  /** Answers every open question of an execution that waits for people. */
  private static void say(JsonObject execution) {
    for (var open : execution.getJsonArray("questions")) {
      var path = ((JsonObject) open).getString("question");
      var said = requireNonNull(PEOPLE_SAY.get(path), path).copy().put("question", path);
      var place = "/v1/executions/" + execution.getString("execution_id") + "/input";
      assertThat(post(place, path, said.encode()).statusCode()).as(path).isEqualTo(202);
    }
  }

  private static HttpResponse<String> post(String path, String key, String body) {
    return send(
        path,
        request ->
            request.header("Idempotency-Key", key).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(
      String path, Function<HttpRequest.Builder, HttpRequest.Builder> how) {
    var token =
        new TokenIssuer(settings.auth())
            .issue("ann", List.of("execute_crew", "answer_input"), SOON);
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .timeout(SOON);
    return HTTP.sendAsync(how.apply(request).build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  private static Automation crew(String name) {
    return crews().filter(crew -> crew.name().equals(name)).findFirst().orElseThrow();
  }

  private static Map<String, Object> inputs(Automation crew) {
    var inputs = new HashMap<String, Object>();
    var schema = Json.MAPPER.valueToTree(crew.inputs());
    for (var input : schema.path("properties").properties()) {
      inputs.put(input.getKey(), input.getValue().at("/examples/0").asText());
    }
    return inputs;
  }

  private static Course plan(Answer answer) {
    var executions = server.node().executions();
    var id = new ExecutionId(answer.body().getString("execution_id"));
    var execution = await(executions.get(id)).orElseThrow();
    var accepted = execution.accepted();
    return Compiled.of(await(executions.crew(execution)))
        .course(accepted.inputs(), accepted.maxRetries(), execution.createdAt());
  }

  /** Answers as the sandbox and the tools did. */
  private static Function<Step, @Nullable StepResult> replay(List<Event> events) {
    Map<StepPath, StepResult> results = new HashMap<>();
    for (var event : events) {
      if (event.data() instanceof StepResult result) {
        results.put(result.path(), result);
      }
    }
    return step -> results.get(step.path());
  }
}
