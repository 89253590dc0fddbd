package dev.rcrewai.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ChatDelta;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LiveTextTest {
  private static final ExecutionId ID = new ExecutionId("01234567-89ab-7def-8123-456789abcdef");
  private static final StepPath PATH = StepPath.task("write").attempt(1).turn(1).chat();
  private static final ChatResult.Bill BILL =
      new ChatResult.Bill("openai", "gpt", Usage.NONE, BigDecimal.ZERO);

  private final LiveText texts = new LiveText(ID);

  @Test
  void piecesInOrder_areAllTaken_andNothingIsLeft() {
    assertThat(texts.take(delta(1, 0, "one "))).isTrue();
    assertThat(texts.take(delta(1, 4, "two"))).isTrue();
    assertThat(texts.rest(completed(1, "one two"))).isEmpty();
  }

  @Test
  void pieceBehindAGap_isNotTaken_andTheRestComesFromTheJournal() {
    assertThat(texts.take(delta(1, 0, "one "))).isTrue();
    texts.skip(delta(1, 4, "two "));
    assertThat(texts.take(delta(1, 8, "three "))).isFalse();
    assertThat(texts.rest(completed(1, "one two three four")))
        .contains(delta(1, 4, "two three four"));
  }

  @Test
  void pieceAfterASkippedOne_thatWasTheLast_completesTheText() {
    texts.skip(delta(1, 0, "one "));
    texts.skip(delta(1, 4, "two "));
    assertThat(texts.rest(completed(1, "one two "))).contains(delta(1, 0, "one two "));
  }

  @Test
  void readerWhoComesLate_getsTheTextFromThereOn() {
    assertThat(texts.take(delta(1, 8, "three "))).isTrue();
    assertThat(texts.rest(completed(1, "one two three four"))).contains(delta(1, 14, "four"));
  }

  @Test
  void newCall_beginsAnew() {
    assertThat(texts.take(delta(1, 0, "one "))).isTrue();
    texts.skip(delta(1, 4, "two"));
    assertThat(texts.take(delta(2, 0, "uno "))).isTrue();
    assertThat(texts.rest(completed(2, "uno due"))).contains(delta(2, 4, "due"));
  }

  @Test
  void chatThatNobodyReadAlong_orThatFailed_leavesNothing() {
    assertThat(texts.rest(completed(1, "one"))).isEmpty();
    texts.take(delta(1, 0, "one "));
    var failed = new EventData.ChatFailed(PATH, 1, ChatFailure.NETWORK, "cut", BILL);
    assertThat(texts.rest(event(failed))).isEmpty();
    assertThat(texts.rest(completed(1, "one two"))).isEmpty();
  }

  private static ChatDelta delta(int call, int offset, String text) {
    return new ChatDelta(ID, PATH, call, offset, text);
  }

  private static Event completed(int call, String text) {
    var reply = new Answered(text, FinishReason.STOP, null);
    return event(new EventData.ChatCompleted(PATH, call, reply, BILL));
  }

  private static Event event(EventData data) {
    return new Event(5, Instant.EPOCH, data);
  }
}
