package dev.rcrewai;

import static dev.rcrewai.NodeFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.Automation;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.llm.ScriptedProvider;
import dev.rcrewai.llm.ScriptedProvider.Received;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One node with all five providers; its agents choose. */
class FiveProvidersTest {
  private static final List<String> NAMES =
      List.of("openai", "anthropic", "google", "azure", "ollama");

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final Map<String, ScriptedProvider> providers = new LinkedHashMap<>();
  private NodeFixture node;

  @BeforeEach
  void fixture() {
    node = new NodeFixture(dir, TestCrews.SCRIPT);
    for (var name : NAMES) {
      var provider = ScriptedProvider.start(vertx);
      provider.always(ScriptedProvider.json(200, recorded(name, "answer.json")));
      providers.put(name, provider);
    }
    node.with("OPENAI_BASE_URL", url("openai"))
        .with("ANTHROPIC_BASE_URL", url("anthropic"))
        .with("GOOGLE_BASE_URL", url("google"))
        .with("AZURE_OPENAI_API_KEY", "key")
        .with("AZURE_OPENAI_ENDPOINT", url("azure"))
        .with("AZURE_API_VERSION", "2024-10-21")
        .with("OLLAMA_BASE_URL", url("ollama"));
  }

  @AfterEach
  void close() {
    node.close();
    Waiting.get(vertx.close());
  }

  private String url(String name) {
    return Objects.requireNonNull(providers.get(name)).baseUrl().toString();
  }

  private static String recorded(String provider, String name) {
    try {
      return Files.readString(Path.of("src/test/resources/wire", provider, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Received> received(String name) {
    return Objects.requireNonNull(providers.get(name)).received().stream()
        .filter(request -> request.method().equals("POST"))
        .toList();
  }

  /** A crew with an agent and a task for each of these. */
  private static String crew(List<String> names) {
    return names.stream()
            .map(name -> "  %s: {role: Clerk, goal: Help, llm: %s/mine}\n".formatted(name, name))
            .collect(Collectors.joining("", "agents:\n", "tasks:\n"))
        + names.stream()
            .map(name ->
                "  by_%s: {description: Say it., expected_output: It, agent: %s}\n"
                    .formatted(name, name))
            .collect(Collectors.joining());
  }

  @Test
  void agents_eachOfAnotherProvider_areAnsweredByTheirOwn() {
    node.crew("five", crew(NAMES)).start();
    assertThat(node.run(request("five", Map.of())).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(NAMES)
        .allSatisfy(name -> assertThat(received(name)).hasSize(1))
        .extracting(name -> received(name).getFirst().path())
        .containsExactly(
            "/v1/chat/completions",
            "/v1/v1/messages",
            "/v1/v1beta/models/mine:generateContent",
            "/v1/openai/deployments/mine/chat/completions?api-version=2024-10-21",
            "/v1/api/chat");
  }

  @Test
  void opaqueParts_ofAnAnswerWithCalls_goBackFromTheJournal() {
    node.crew("one", crew(List.of("anthropic"))).start();
    Objects.requireNonNull(providers.get("anthropic"))
        .then(ScriptedProvider.json(200, recorded("anthropic", "calls.json")));
    assertThat(node.run(request("one", Map.of())).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(received("anthropic")).hasSize(2);
    assertThat(received("anthropic").getLast().body())
        .contains("\"signature\":\"EqQBCg==\"", "\"data\":\"b3BhcXVl\"", "toolu_03");
  }

  @Test
  void crew_ofAProviderThatIsNotConfigured_isNotServed() {
    node.with("OLLAMA_BASE_URL", "")
        .crew("one", crew(List.of("openai")))
        .crew("other", crew(List.of("ollama")))
        .start();
    assertThat(node.node().crews().all()).extracting(Automation::name).containsExactly("one");
  }
}
