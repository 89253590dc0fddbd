package dev.rcrewai;

import static dev.rcrewai.NodeFixture.request;
import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.EventData.ChatStarted;
import dev.rcrewai.execution.EventData.ChatWaiting;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ChatWait.Reason;
import dev.rcrewai.step.ExecutionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A crew is kept to its pace, wherever it goes on. */
@ExtendWith(BlockedThreads.class)
class MaxRpmTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path dir;
  private NodeFixture node;

  @BeforeEach
  void fixture() {
    node = new NodeFixture(dir, TestCrews.SCRIPT).crew("slow", "max_rpm: 1\n" + TestCrews.RELAY);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void chat_beyondTheCrewsPace_waits_andSaysSo() {
    node.start();
    var id = node.accept(request("slow", Map.of("word", "tea")));
    waitsForItsTurn(id);

    assertThat(node.events(id, ChatStarted.class)).hasSize(1);
    assertThat(node.events(id, ChatWaiting.class))
        .singleElement()
        .satisfies(waiting -> {
          assertThat(waiting.why()).isEqualTo(Reason.MAX_RPM);
          assertThat(waiting.path().text()).isEqualTo("second/attempt/1/turn/1/chat");
        });

    await(node.node().executions().cancel(id, NodeFixture.CALLER, null));
    assertThat(await(node.ended(id)).outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(node.provider.chats()).isEqualTo(1);
  }

  @Test
  void chat_whoseMinuteIsOver_begins_onWhicheverNode() {
    var clock = new MovableClock();
    node.start(clock);
    var id = node.accept(request("slow", Map.of("word", "tea"), Duration.ofMinutes(10), 0));
    waitsForItsTurn(id);
    node.stop();

    node.start(clock);
    waitsForItsTurn(id); // the journal knows of the first chat
    node.stop();
    clock.advance(Duration.ofMinutes(1));
    node.start(clock);

    var ended = await(node.ended(id));
    assertThat(ended.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(ended.waitingFor()).isEmpty();
    assertThat(node.events(id, ChatStarted.class)).hasSize(2);
  }

  private void waitsForItsTurn(ExecutionId id) {
    Waiting.until("waits", LONG, () -> !await(node.find(id)).waitingFor().isEmpty());
  }
}
