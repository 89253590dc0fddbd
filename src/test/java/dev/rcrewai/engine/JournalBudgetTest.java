package dev.rcrewai.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.EventData.ChatCompleted;
import dev.rcrewai.execution.EventData.ChatFailed;
import dev.rcrewai.execution.EventData.StepResult;
import dev.rcrewai.execution.EventData.TimerFired;
import dev.rcrewai.execution.EventData.ToolCompleted;
import dev.rcrewai.execution.EventData.ToolFailed;
import dev.rcrewai.execution.EventData.ToolUnknown;
import dev.rcrewai.execution.EventData.ValueRecorded;
import dev.rcrewai.execution.EventData.ValueRecorded.Kind;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.Passage;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalBudgetTest {
  private static final StepPath PATH = StepPath.task("t").attempt(1).turn(1).chat();
  private static final Bill BILL = new Bill("openai", "m", new Usage(5, 0, 7, 0), null);
  private static final String LONG = "x".repeat(JournalBudget.EVENT_CHARS_MAX + 1);
  private static final String FITS = "x".repeat(JournalBudget.EVENT_CHARS_MAX);

  private final JournalBudget budget = new JournalBudget();

  @Test
  void result_thatFits_isRecordedAsItIs() {
    StepResult result = new ToolCompleted(PATH, FITS);

    assertThat(JournalBudget.recordable(result)).isSameAs(result);
  }

  @Test
  void answer_tooLong_isBadOutputThatStillCosts() {
    var answer = new ChatCompleted(PATH, 2, new Answered(LONG, FinishReason.STOP, null), BILL);

    assertThat(JournalBudget.recordable(answer))
        .isInstanceOfSatisfying(
            ChatFailed.class,
            failed -> {
              assertThat(failed.failure()).isEqualTo(ChatFailure.BAD_OUTPUT);
              assertThat(failed.call()).isEqualTo(2);
              assertThat(failed.bill()).isEqualTo(BILL);
              assertThat(failed.detail()).contains("at most 262144");
            });
  }

  @Test
  void passages_tooLong_areNone() {
    var passage = new Passage("1", "memory: long_term", LONG, 1);
    var value = new ValueRecorded(PATH, Kind.MEMORY, List.of(passage), null, BILL);

    assertThat(JournalBudget.recordable(value))
        .isInstanceOfSatisfying(
            ValueRecorded.class,
            recorded -> {
              assertThat(recorded.passages()).isEmpty();
              assertThat(recorded.failure()).contains("at most 262144");
              assertThat(recorded.bill()).isEqualTo(BILL);
            });
  }

  @Test
  void calls_withArgumentsTooLongTogether_areBadOutput() {
    var half = LONG.substring(0, LONG.length() / 2 + 1);
    var calls = List.of(new ToolCall("1", "t", half), new ToolCall("2", "t", half));
    var called = new ChatCompleted(PATH, 1, new ToolsCalled("", calls, null), BILL);

    assertThat(JournalBudget.recordable(called)).isInstanceOf(ChatFailed.class);
  }

  @Test
  void toolResult_tooLong_isAFailureThatSaysSo() {
    assertThat(JournalBudget.recordable(new ToolCompleted(PATH, LONG)))
        .isEqualTo(
            new ToolFailed(PATH, "the result has 262145 characters; at most 262144 are recorded"));
  }

  @Test
  void failure_withTooManyWords_isCut() {
    assertThat(JournalBudget.recordable(new ToolFailed(PATH, LONG)))
        .isEqualTo(new ToolFailed(PATH, FITS));
    assertThat(JournalBudget.recordable(new ToolUnknown(PATH, LONG)))
        .isEqualTo(new ToolUnknown(PATH, FITS));
    assertThat(JournalBudget.recordable(new ChatFailed(PATH, 1, ChatFailure.SERVER, LONG, BILL)))
        .isEqualTo(new ChatFailed(PATH, 1, ChatFailure.SERVER, FITS, BILL));
  }

  @Test
  void journal_ofManyEvents_isExhaustedBeforeItsBound() {
    for (int i = 0; i < 9_800; i++) {
      assertThat(budget.isExhausted()).isFalse();
      budget.spend(new TimerFired(PATH, "backoff"));
    }

    assertThat(budget.isExhausted()).isTrue();
    assertThat(budget.words()).isEqualTo("the execution needs more than 9800 events");
  }

  @Test
  void journal_ofLongResults_isExhausted() {
    for (int i = 0; i < 64; i++) {
      assertThat(budget.isExhausted()).isFalse();
      budget.spend(new ToolCompleted(PATH, FITS));
    }

    assertThat(budget.isExhausted()).isTrue();
    assertThat(budget.words()).contains("16777216 characters");
  }
}
