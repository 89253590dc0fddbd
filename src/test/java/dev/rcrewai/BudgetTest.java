package dev.rcrewai;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.limit.Allowances;
import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Reservation;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers hear of budgets: at the door, and of executions that end by them. */
class BudgetTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path dir;
  private final HttpClient http = HttpClient.newHttpClient();
  private NodeFixture fixture;
  private Server server;

  @BeforeEach
  @SuppressWarnings("NullAway.Init") // each test starts the server
  void fixture() {
    fixture = new NodeFixture(dir, TestCrews.SCRIPT);
    fixture.crew("echo", TestCrews.ECHO).crew("relay", TestCrews.RELAY);
  }

  @AfterEach
  void stop() {
    http.close();
    await(server.stop());
    fixture.close();
    assertThat(fixture.fatal).isEmpty();
  }

  private void start(Map<String, String> budgets) {
    budgets.forEach(fixture::with);
    server = new Server(Vertx.vertx(), fixture.settings(), fixture.fatal::add);
    await(server.start());
  }

  /** Somebody spent that much on that crew in that caller's name. */
  private void spend(String crew, String caller, Amount amount) {
    var allowances = new Allowances(fixture.settings().budgets(), Clock.systemUTC());
    var charged = allowances.ofPeriod(crew, caller);
    var spent = new Reservation(UUID.randomUUID().toString(), charged, new Amount(1, 1));
    await(server.node().store().reserve(spent));
    await(server.node().store().settle(spent, amount));
  }

  private HttpResponse<String> post(String caller, String path, String crew, String... headers) {
    var token =
        new TokenIssuer(fixture.settings().auth()).issue(caller, List.of("execute_crew"), SOON);
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(SOON)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"crew_name\":\"%s\",\"inputs\":{\"word\":\"tea\"}}".formatted(crew)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonObject assertRefused(HttpResponse<String> answer, String budget) {
    var problem = new JsonObject(answer.body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(402);
    assertThat(problem.getString("code")).isEqualTo("budget_exhausted");
    assertThat(problem.getString("budget")).isEqualTo(budget);
    assertThat(problem.getString("error")).contains("budget " + budget + " is used up");
    return problem;
  }

  @Test
  void door_callersBudgetUsedUp_isShutForThatCallerAndBeforeAnythingIsStored() {
    start(Map.of("BUDGET_CALLER_USD", "1", "LLM_MODEL", "gpt-4o-mini"));
    spend("echo", "ann", new Amount(1, 1_000_000_000));

    assertRefused(post("ann", "/execute", "echo"), "caller_usd");
    var problem = assertRefused(post("ann", "/v1/executions", "relay"), "caller_usd");

    assertThat(problem.getString("error")).contains("$1.00 of $1.00 spent; it is renewed at ");
    assertThat(fixture.provider.chats()).isZero();
    assertThat(post("bob", "/execute", "echo").statusCode()).isEqualTo(200);
  }

  @Test
  void door_crewsBudgetUsedUp_isShutForAllCallersOfThatCrew() {
    start(Map.of("BUDGET_CREW_TOKENS", "100000", "BUDGET_PERIOD", "month"));
    spend("echo", "ann", new Amount(100_000, 0));

    assertRefused(post("bob", "/execute", "echo"), "crew_tokens");

    assertThat(post("bob", "/execute", "relay").statusCode()).isEqualTo(200);
  }

  @Test
  void door_budgetUsedUp_stillAnswersWhatCameWithTheSameKey() {
    start(Map.of("BUDGET_CALLER_TOKENS", "100000"));
    var key = new String[] {"Idempotency-Key", "k-1"};
    var first = post("ann", "/execute", "echo", key);
    spend("echo", "ann", new Amount(100_000, 0));

    var again = post("ann", "/execute", "echo", key);
    var other = post("ann", "/execute", "echo", "Idempotency-Key", "k-2");

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
    assertThat(new JsonObject(again.body()).getString("execution_id"))
        .isEqualTo(new JsonObject(first.body()).getString("execution_id"));
    assertRefused(other, "caller_tokens");
    assertThat(fixture.provider.chats()).isEqualTo(1);
  }

  @Test
  void execution_whoseBudgetIsTooSmall_endsWith402AndNamesIt() {
    start(Map.of("BUDGET_EXECUTION_TOKENS", "300", "LLM_MAX_TOKENS", "200"));

    var answer = post("ann", "/execute", "echo");

    var problem = new JsonObject(answer.body());
    assertThat(answer.statusCode()).isEqualTo(402);
    assertThat(problem.getString("outcome")).isEqualTo("budget_exhausted");
    assertThat(problem.getString("detail"))
        .contains("budget execution_tokens has no room: 0 tokens of 300 tokens spent");
    assertThat(fixture.provider.chats()).isZero();
  }

  @Test
  void execution_ofACrewWithABudgetOfItsOwn_isHeldToTheSmallerOne() {
    fixture.crew("frugal", "budget: {tokens: 250}\n" + TestCrews.ECHO);
    start(Map.of("BUDGET_EXECUTION_TOKENS", "300", "LLM_MAX_TOKENS", "200"));

    var answer = post("ann", "/execute", "frugal");

    assertThat(answer.statusCode()).isEqualTo(402);
    assertThat(new JsonObject(answer.body()).getString("detail"))
        .contains("budget execution_tokens has no room: 0 tokens of 250 tokens spent");
  }

  @Test
  void execution_modelWithoutPrice_endsWith402AndNamesTheModel() {
    start(Map.of("BUDGET_EXECUTION_USD", "1"));

    var answer = post("ann", "/execute", "echo");

    assertThat(answer.statusCode()).isEqualTo(402);
    assertThat(new JsonObject(answer.body()).getString("detail"))
        .contains("model 'scripted' of provider openai has no price in");
  }
}
