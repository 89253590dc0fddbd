package dev.rcrewai;

import static dev.rcrewai.NodeFixture.CALLER;
import static dev.rcrewai.NodeFixture.request;
import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Acceptor;
import dev.rcrewai.execution.ExecutionFilter;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.ExecutionRequest.Idempotency;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.step.ProviderKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is accepted, what is refused, and that a refusal leaves nothing behind. */
class AcceptTest {
  @TempDir Path dir;
  private NodeFixture node;

  @BeforeEach
  void start() {
    node = new NodeFixture(dir, TestCrews.SCRIPT);
    node.crew("echo", TestCrews.ECHO);
    node.start();
  }

  @AfterEach
  void close() {
    assertThat(node.fatal).isEmpty();
    node.close();
  }

  @Test
  void accepted_pinsWhatItWillRead() {
    var asked =
        new ExecutionRequest(
            CALLER,
            "echo",
            Map.of("word", "tea"),
            "r-1",
            Duration.ofSeconds(9),
            1,
            Map.of("team", "x"),
            null,
            null,
            ProviderKeys.NONE,
            Map.of());
    var execution = node.run(asked);
    var accepted = execution.accepted();
    assertThat(accepted.inputs()).containsEntry("word", "tea");
    assertThat(accepted.requestId()).isEqualTo("r-1");
    assertThat(accepted.maxRetries()).isEqualTo(1);
    assertThat(accepted.metadata()).containsEntry("team", "x");
    assertThat(accepted.deadline()).isEqualTo(execution.createdAt().plusSeconds(9));
    assertThat(await(node.node().executions().crew(execution)).name()).isEqualTo("echo");
  }

  @Test
  void unknownCrew_isRefused_withTheOneThatWasMeant() {
    assertThat(node.submit(request("ehco", Map.of())))
        .isEqualTo(new Submitted.UnknownCrew("ehco", List.of("echo")));
  }

  @Test
  void inputsThatDoNotMatch_areRefused_beforeAnyModelIsCalled() {
    var refused = (Submitted.InvalidInputs) node.submit(request("echo", Map.of("wrod", "tea")));
    assertThat(refused.problems()).isNotEmpty();
    assertThat(refused.error()).contains("word");
    assertThat(node.provider.chats()).isZero();
    nothingIsStored();
  }

  @Test
  void inputsThatAreTooLong_areRefused() {
    var long_ = "x".repeat(Acceptor.INPUT_BYTES_MAX);
    assertThat(node.submit(request("echo", Map.of("word", long_))))
        .isInstanceOf(Submitted.InputsTooLarge.class);
    nothingIsStored();
  }

  @Test
  void timeoutThatIsNotAllowed_isRefused() {
    assertThat(node.submit(request("echo", Map.of("word", "tea"), Duration.ofDays(9), 0)))
        .isInstanceOf(Submitted.InvalidTimeout.class);
    nothingIsStored();
  }

  @Test
  void sameKey_sameBody_attaches_otherBody_isRefused_otherCaller_isSeparate() {
    var first = node.accept(keyed(CALLER, "body-1"));
    assertThat(node.submit(keyed(CALLER, "body-1"))).isEqualTo(new Submitted.Replayed(first));
    assertThat(node.submit(keyed(CALLER, "body-2"))).isEqualTo(new Submitted.KeyReused(first));
    assertThat(node.accept(keyed("bob", "body-2"))).isNotEqualTo(first);
    assertThat(await(node.ended(first)).outcome()).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void slotOfAReplay_isGivenBack() {
    node.accept(keyed(CALLER, "body-1"));
    node.submit(keyed(CALLER, "body-1"));
    dev.rcrewai.llm.Waiting.until(
        "free", Duration.ofSeconds(10), () -> node.node().dispatcher().running() == 0);
  }

  private void nothingIsStored() {
    var all = new ExecutionFilter(null, null, null, null, null, null, 10, null);
    assertThat(await(node.node().executions().list(all)).executions()).isEmpty();
  }

  private static ExecutionRequest keyed(String caller, String bodyHash) {
    return new ExecutionRequest(
        caller,
        "echo",
        Map.of("word", "tea"),
        null,
        null,
        0,
        Map.of(),
        null,
        new Idempotency("execute", "key-1", bodyHash),
        ProviderKeys.NONE,
        Map.of());
  }
}
