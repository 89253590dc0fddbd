package dev.rcrewai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.step.ChatDelta;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.Usage;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final ExecutionId ID = new ExecutionId("01234567-89ab-7def-8123-456789abcdef");
  private static final StepPath PATH = StepPath.task("write").attempt(1).turn(1).chat();
  private static final int MANY = 1_000;

  private final Outbox outbox = new Outbox(ID);

  @Test
  void take_fewerThanThereAre_leavesTheOthers() {
    outbox.add(output(1, "a"));
    outbox.add(output(2, "b"));
    outbox.add(output(3, "c"));

    var first = outbox.take(2);

    assertThat(events(first)).extracting(event -> event.getLong("seq")).containsExactly(1L, 2L);
    assertThat(first.lastSeq()).isEqualTo(2);
    assertThat(first.terminal()).isFalse();
    assertThat(outbox.take(2).lastSeq()).isEqualTo(3);
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void take_theTerminalEvent_saysSo() {
    outbox.add(event(1, new EventData.ExecutionCompleted("tea", Usage.NONE, null)));

    assertThat(outbox.take(MANY).terminal()).isTrue();
  }

  @Test
  void take_moreThanTheBoundOfBytes_isOneEventAlone() {
    outbox.add(output(1, "x".repeat(Outbox.BYTES_MAX)));
    outbox.add(output(2, "y"));

    assertThat(outbox.isFull()).isTrue();
    assertThat(outbox.take(MANY).lastSeq()).isEqualTo(1);
    assertThat(outbox.isFull()).isFalse();
    assertThat(outbox.take(MANY).lastSeq()).isEqualTo(2);
  }

  @Test
  void text_thatWaits_isOnePiece() {
    outbox.add(delta(0, "one "));
    outbox.add(delta(4, "two "));
    outbox.add(delta(8, "three"));

    assertThat(events(outbox.take(MANY)))
        .containsExactly(
            new JsonObject()
                .put("type", "chat.delta")
                .put("path", PATH.text())
                .put("call", 1)
                .put("offset", 0)
                .put("text", "one two three"));
  }

  @Test
  void text_ofANewCall_isAnotherPiece() {
    outbox.add(delta(0, "one"));
    outbox.add(new ChatDelta(ID, PATH, 2, 0, "uno"));

    assertThat(texts(outbox.take(MANY))).containsExactly("one", "uno");
  }

  @Test
  void text_afterAPieceWasTaken_isTheNextPiece() {
    outbox.add(delta(0, "one "));
    assertThat(texts(outbox.take(MANY))).containsExactly("one ");
    outbox.add(delta(4, "two"));

    assertThat(texts(outbox.take(MANY))).containsExactly("two");
  }

  @Test
  void text_withoutRoom_comesFromTheJournalBeforeItsResult() {
    var text = new StringBuilder();
    for (int i = 0; text.length() < 2 * Outbox.BYTES_MAX; i++) {
      var piece = "piece " + i + " ";
      outbox.add(delta(text.length(), piece));
      text.append(piece);
    }
    var live = texts(outbox.take(MANY));
    outbox.add(event(7, completed(text.toString())));

    var rest = outbox.take(1);
    var result = outbox.take(1);

    assertThat(live).singleElement().satisfies(one -> assertThat(one).hasSizeLessThan(300_000));
    assertThat(live.getFirst() + texts(rest).getFirst()).isEqualTo(text.toString());
    assertThat(result.lastSeq()).isEqualTo(7);
  }

  @Test
  void text_thatWasSent_leavesRoom() {
    for (int i = 0; i < 20; i++) {
      var piece = "€".repeat(Outbox.BYTES_MAX / 4);
      outbox.add(delta(i * piece.length(), piece));
      assertThat(texts(outbox.take(MANY))).as("piece %d", i).containsExactly(piece);
    }
  }

  private static List<JsonObject> events(Outbox.Batch batch) {
    return batch.body().toJsonObject().getJsonArray("events").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private static List<String> texts(Outbox.Batch batch) {
    return events(batch).stream().map(event -> event.getString("text")).toList();
  }

  private static Event output(long seq, String text) {
    return event(seq, new EventData.ToolCompleted(PATH, text));
  }

  private static EventData completed(String text) {
    var bill = new ChatResult.Bill("openai", "gpt", Usage.NONE, BigDecimal.ZERO);
    return new EventData.ChatCompleted(PATH, 1, new Answered(text, FinishReason.STOP, null), bill);
  }

  private static Event event(long seq, EventData data) {
    return new Event(seq, Instant.EPOCH, data);
  }

  private static ChatDelta delta(int offset, String text) {
    return new ChatDelta(ID, PATH, 1, offset, text);
  }
}
