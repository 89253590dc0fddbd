package dev.rcrewai;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.llm.FaultyHosts;
import dev.rcrewai.llm.FaultyHosts.Place;
import dev.rcrewai.llm.ProviderFault;
import dev.rcrewai.llm.ScriptedProvider;
import dev.rcrewai.llm.ScriptedProvider.Script;
import dev.rcrewai.step.ChatCall.Delivery;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault of a provider, as callers of {@code POST /execute} see it. */
class FaultExecutionTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String CREW =
      """
      agents: {clerk: {role: Clerk, goal: Help, llm: {model: %s, fallback: [%s]}}}
      tasks: {say: {description: Say it., expected_output: It, agent: clerk}}
      """;

  @TempDir Path dir;
  private final Vertx hosting = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ScriptedProvider provider = ScriptedProvider.start(hosting);
  private final ScriptedProvider spare = ScriptedProvider.start(hosting);
  private FaultyHosts hosts;
  private NodeFixture fixture;

  @SuppressWarnings("NullAway.Init") // each test starts it
  private Server server;

  @SuppressWarnings("NullAway.Init")
  private String token;

  @BeforeEach
  void open() throws Exception {
    hosts = new FaultyHosts(hosting, dir);
    fixture =
        new NodeFixture(dir, TestCrews.SCRIPT)
            .with("AZURE_OPENAI_ENDPOINT", spare.baseUrl().toString())
            .with("AZURE_OPENAI_API_KEY", "key")
            .with("LLM_BREAKER_FAILURES", "1000")
            .with("LLM_TIMEOUT", "0.6")
            .with("MAX_RETRIES", "0");
  }

  @AfterEach
  void close() {
    http.close();
    await(server.stop());
    fixture.close();
    await(hosting.close());
    assertThat(fixture.fatal).isEmpty();
  }

  private void start(Place place) {
    var url = place == Place.HERE ? provider.baseUrl() : hosts.at(place);
    var settings = fixture.with("OPENAI_BASE_URL", url.toString()).settings();
    var options = new VertxOptions().setAddressResolverOptions(hosts.dns());
    server = new Server(Vertx.vertx(options), settings, fixture.fatal::add);
    await(server.start());
    token = new TokenIssuer(settings.auth()).issue("ann", List.of("execute_crew"), LONG);
  }

  private static String alone(ProviderFault fault) {
    return fault.name().toLowerCase(Locale.ROOT);
  }

  private static String backed(ProviderFault fault) {
    return alone(fault) + "_backed";
  }

  private HttpResponse<String> execute(String crew, Script script) throws Exception {
    provider.always(script);
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/execute"))
            .timeout(LONG)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"crew_name\":\"" + crew + "\"}"));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static void assertFailed(HttpResponse<String> answer, Outcome outcome) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(outcome.httpStatus());
    var problem = new JsonObject(answer.body());
    assertThat(problem.getString("code")).isEqualTo(outcome.word());
    assertThat(problem.getString("error")).isNotBlank();
  }

  private static void assertCompleted(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()).getJsonObject("result").getString("output"))
        .isEqualTo("ok");
  }

  @ParameterizedTest
  @EnumSource
  void execute_providerFails_isAProviderErrorUnlessAFallbackAnswers(Place place) throws Exception {
    var faults =
        Arrays.stream(ProviderFault.values()).filter(fault -> fault.place() == place).toList();
    // A model of its own for each crew: what a provider says of one holds for its next calls too.
    faults.forEach(fault -> {
      fixture.crew(alone(fault), CREW.formatted(alone(fault), ""));
      fixture.crew(backed(fault), CREW.formatted(backed(fault), "azure/spare"));
    });
    start(place);
    for (var fault : faults) {
      var tried =
          Stream.of(Delivery.WHOLE, Delivery.STREAMED)
              .map(fault.cases()::get)
              .filter(Objects::nonNull)
              .findFirst()
              .orElseThrow();
      assertFailed(execute(alone(fault), tried.script()), Outcome.PROVIDER_ERROR);
      var withFallback = execute(backed(fault), tried.script());
      // An answer that nobody watches shows no text before its end, so it may pass on.
      if (tried.end().passedOn() || !fault.cases().containsKey(Delivery.WHOLE)) {
        assertCompleted(withFallback);
      } else {
        assertFailed(withFallback, Outcome.PROVIDER_ERROR);
      }
    }
  }

  @Test
  void execute_answersThatAreCutBeforeTheirFirstWord_areNeverCompleted() throws Exception {
    fixture.crew("cut", CREW.formatted("cut", "").replace("goal: Help", "goal: Help, max_iter: 2"));
    start(Place.HERE);
    var nothing = ScriptedProvider.completion("").replace("\"stop\"", "\"length\"");
    assertFailed(execute("cut", ScriptedProvider.json(200, nothing)), Outcome.MAX_ITERATIONS);
    assertThat(provider.asked()).isEqualTo(3);
  }
}
