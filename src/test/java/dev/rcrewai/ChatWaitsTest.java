package dev.rcrewai;

import static dev.rcrewai.NodeFixture.request;
import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.EventData.ChatResumed;
import dev.rcrewai.execution.EventData.ChatWaiting;
import dev.rcrewai.execution.ExecutionView;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ChatWait.Reason;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who looks at an execution sees what its chat waits for. */
class ChatWaitsTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path dir;
  private NodeFixture node;

  @BeforeEach
  void fixture() {
    node = new NodeFixture(dir, TestCrews.SCRIPT).crew("echo", TestCrews.ECHO);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void chat_waitingForASlot_saysSo_untilItGoesOn() {
    node.with("MAX_CONCURRENT_REQUESTS", "1").start();
    node.accept(request("echo", Map.of("word", "hang"), Duration.ofSeconds(4), 0));
    Waiting.until("hangs", LONG, () -> node.provider.inFlight() == 1);
    var id = node.accept(request("echo", Map.of("word", "tea")));
    Waiting.until("waits", LONG, () -> !await(node.find(id)).waitingFor().isEmpty());

    var execution = await(node.find(id));
    var crew = await(node.node().executions().crew(execution));
    var shown =
        new ExecutionView(Clock.systemUTC()).execution(execution, crew, null).get("waiting_for");
    assertThat(shown.get(0).get("why").textValue()).isEqualTo("slot");
    assertThat(shown.get(0).get("provider").textValue()).isEqualTo("openai");
    assertThat(shown.get(0).get("since").textValue()).startsWith("20");

    var ended = await(node.ended(id));
    assertThat(ended.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(ended.waitingFor()).isEmpty();
    assertThat(node.events(id, ChatWaiting.class))
        .singleElement()
        .satisfies(waiting -> {
          assertThat(waiting.why()).isEqualTo(Reason.SLOT);
          assertThat(waiting.path().text()).endsWith("/chat");
        });
    assertThat(node.events(id, ChatResumed.class)).hasSize(1);
    assertThat(node.metrics().scrape())
        .contains("rcrewai_llm_wait_duration_seconds_count{provider=\"openai\",why=\"slot\"");
  }

  @Test
  void chat_thatDoesNotWait_isNotTalkedAbout() {
    node.start();
    var execution = node.run(request("echo", Map.of("word", "tea")));
    assertThat(node.events(execution.id(), ChatWaiting.class)).isEmpty();
    assertThat(node.events(execution.id(), ChatResumed.class)).isEmpty();
  }
}
