package dev.rcrewai.engine;

import static dev.rcrewai.execution.Await.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.Server;
import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.config.SettingsLoader;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.StepResult;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The crews of {@code conf/examples} as anybody runs them: over HTTP, answered by the delivered
 * scripts. What a run has recorded is then gone through again with a crash after each event and
 * results in other orders.
 */
class ExampleCrewsTest {
  private static final Path CONF = Path.of("conf");
  private static final int ORDERS = 3;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final Vertx VERTX = Vertx.vertx();

  private static @Nullable Server server;
  private static String token = "";

  /** A run, and what its answer must hold. */
  record Example(String crew, Map<String, String> inputs, Outcome outcome, List<String> holds) {
    @Override
    public String toString() {
      return crew + ", " + outcome.word();
    }
  }

  static Stream<Example> examples() {
    return Stream.of(
        new Example(
            "event_plan",
            Map.of("event", "a book launch"),
            Outcome.COMPLETED,
            List.of(
                "The winter garden, since it holds twice the guests of a book launch.",
                "Forty a head",
                "You are invited to a book launch.",
                "\"agent\":\"crew_manager\"")),
        new Example(
            "slogan_vote",
            Map.of("product", "a kettle"),
            Outcome.COMPLETED,
            List.of("a kettle: it does what it says.")),
        new Example(
            "expert_help",
            Map.of("question", "May I send back a lamp?"),
            Outcome.COMPLETED,
            List.of("You asked: May I send back a lamp?", "Within 30 days of delivery")),
        new Example(
            "order_check",
            Map.of("order", "Two lamps, to be sent to Harbour Street 5."),
            Outcome.COMPLETED,
            List.of("Two lamps to Harbour Street 5", "Thank you")),
        new Example(
            "order_check",
            Map.of("order", "Two lamps."),
            Outcome.PROVIDER_ERROR,
            List.of(
                "task 'check_address' failed, and on_task_failure is stop",
                "\"completed_tasks\":1")));
  }

  @BeforeAll
  static void start(@TempDir Path dir) throws IOException {
    var shared = Files.createDirectories(dir.resolve("files/shared"));
    Files.copy(
        CONF.resolve("files/shared/support-handbook.md"), shared.resolve("support-handbook.md"));
    var settings =
        new SettingsLoader(
                Map.ofEntries(
                    Map.entry("DATA_DIR", dir.resolve("data").toString()),
                    Map.entry("FILES_DIR", dir.resolve("files").toString()),
                    Map.entry("CREWS_DIR", CONF.resolve("examples").toString()),
                    Map.entry("SERVER_CONFIG", Files.createFile(dir.resolve("none")).toString()),
                    Map.entry("JWT_SECRET", "0123456789abcdef0123456789abcdef"),
                    Map.entry("HOST", "127.0.0.1"),
                    Map.entry("PORT", "0"),
                    Map.entry("MANAGEMENT_PORT", "-1"),
                    Map.entry("LLM_PROVIDER", "sandbox"),
                    Map.entry("SHUTDOWN_GRACE", "0")))
            .load();
    server =
        new Server(
            VERTX,
            settings,
            cause -> {
              throw new AssertionError(cause);
            });
    await(server().start());
    token =
        new TokenIssuer(settings.auth())
            .issue("ann", List.of("execute_crew"), Duration.ofMinutes(10));
  }

  @AfterAll
  static void stop() {
    await(server().stop());
    await(VERTX.close());
    HTTP.close();
  }

  private static Server server() {
    return requireNonNull(server);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_runsOffline_andAgainFromEveryCrashInAnyOrder(Example example) throws Exception {
    var answer = execute(example);

    assertThat(answer.path("outcome").asText("completed")).isEqualTo(example.outcome().word());
    assertThat(answer.toString()).contains(example.holds());
    continuedFromEveryCrash(new ExecutionId(answer.path("execution_id").asText()));
  }

  private static JsonNode execute(Example example) throws IOException, InterruptedException {
    var body = Json.write(Map.of("crew_name", example.crew(), "inputs", example.inputs()));
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server().port() + "/execute"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    var response = HTTP.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(example.outcome().httpStatus());
    return json(response.body());
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return Json.MAPPER.readTree(text);
  }

  /** As a node goes on that has nothing but the journal up to there. */
  private static void continuedFromEveryCrash(ExecutionId id) {
    var executions = server().node().executions();
    var execution = await(executions.get(id)).orElseThrow();
    var plan =
        new Plan(
            await(executions.crew(execution)),
            execution.accepted().inputs(),
            execution.accepted().maxRetries());
    var events = await(executions.events(id, 0, 10_000)).stream().map(Event::data).toList();
    var whole = new ScriptedShell(plan, replay(events), 1).after(events);
    var ended = new Next.Ended(requireNonNull(execution.outcome()), said(events.getLast()));

    for (int crash = 1; crash < events.size(); crash++) {
      for (int order = 0; order < ORDERS; order++) {
        var shell =
            new ScriptedShell(plan, replay(events), crash * ORDERS + order)
                .after(events.subList(0, crash));
        var known = shell.records().keySet();
        assertThat(shell.run()).isEqualTo(ended);
        assertThat(shell.records()).isEqualTo(whole.records());
        assertThat(shell.ran()).noneMatch(step -> known.contains(step.path()));
      }
    }
  }

  private static String said(EventData last) {
    return last instanceof EventData.ExecutionCompleted completed
        ? completed.output()
        : ((EventData.ExecutionFailed) last).detail();
  }

  private static Function<Step, @Nullable StepResult> replay(List<EventData> events) {
    Map<StepPath, StepResult> results = new HashMap<>();
    for (var event : events) {
      if (event instanceof StepResult result) {
        results.put(result.path(), result);
      }
    }
    return step -> results.get(step.path());
  }
}
