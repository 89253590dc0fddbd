package dev.rcrewai.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.Message;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left out of a conversation; every round here is of 100 tokens. */
class TranscriptTest {
  private static final Message NOTE = new Message.User(Prompts.LEFT_OUT);
  private static final Message ANSWER = new Message.Assistant("answer", List.of(), null);
  private static final Message REVISE = new Message.User("shorter");

  private final Transcript transcript = new Transcript(1_000);

  @Test
  void everything_whereThereIsRoom_isKept() {
    rounds(1, 9);

    transcript.fit(100);

    assertThat(transcript.messages()).hasSize(18).doesNotContain(NOTE);
  }

  @Test
  void oldestRounds_whereThereIsNoRoom_areLeftOutWholeWithANote() {
    rounds(1, 9);

    transcript.fit(250);

    assertThat(transcript.messages()).hasSize(1 + 14).startsWith(NOTE).doesNotContain(call(2));
    assertThat(transcript.messages().subList(1, 3)).isEqualTo(round(3));
  }

  @Test
  void lastRound_andWhatIsNoRound_areAlwaysKept() {
    rounds(1, 1);
    transcript.add(ANSWER);
    transcript.add(REVISE);
    rounds(2, 3);

    transcript.fit(5_000);

    assertThat(transcript.messages()).containsExactly(NOTE, ANSWER, REVISE, call(3), result(3));
  }

  @Test
  void count_ofTheProvider_correctsTheEstimate() {
    rounds(1, 2);
    transcript.fit(100);
    transcript.counted(900);

    rounds(3, 3);
    transcript.fit(100);
    assertThat(transcript.messages()).hasSize(6);

    rounds(4, 4);
    transcript.fit(100);
    assertThat(transcript.messages()).startsWith(NOTE, call(2));
  }

  @Test
  void count_thatIsLowerThanTheEstimate_keepsMore() {
    rounds(1, 9);
    transcript.fit(100);
    transcript.counted(300);

    rounds(10, 16);
    transcript.fit(100);

    assertThat(transcript.messages()).hasSize(32);
  }

  @Test
  void count_thatIsMissing_leavesTheEstimate() {
    rounds(1, 9);
    transcript.fit(100);
    transcript.counted(0);

    rounds(10, 10);
    transcript.fit(100);

    assertThat(transcript.messages()).startsWith(NOTE, call(2));
  }

  @Test
  void whatWasLeftOut_staysLeftOut() {
    rounds(1, 9);
    transcript.fit(250);
    transcript.counted(10);

    transcript.fit(250);

    assertThat(transcript.messages()).startsWith(NOTE, call(3));
  }

  private void rounds(int from, int to) {
    for (int i = from; i <= to; i++) {
      transcript.addRound(round(i));
    }
  }

  private static List<Message> round(int number) {
    return List.of(call(number), result(number));
  }

  private static Message call(int number) {
    return new Message.Assistant("x".repeat(196), List.of(toolCall(number)), null);
  }

  private static Message result(int number) {
    return new Message.Tool(toolCall(number), new ToolResult.Completed("y".repeat(200)));
  }

  private static ToolCall toolCall(int number) {
    return new ToolCall("id-" + number, "find", "");
  }
}
