package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Failed;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.Replied;
import org.assertj.core.api.ObjectAssert;

/** What a chat call's answer should be. */
final class ChatAsserts {
  private ChatAsserts() {}

  static ObjectAssert<Failed> assertFailed(ChatResult result, ChatFailure expected) {
    return assertThat(result)
        .asInstanceOf(type(Failed.class))
        .satisfies(failed -> assertThat(failed.failure()).isEqualTo(expected));
  }

  static void assertAnswered(ChatResult result, String text) {
    assertThat(result)
        .asInstanceOf(type(Replied.class))
        .satisfies(replied ->
            assertThat(replied.reply()).isEqualTo(new Answered(text, FinishReason.STOP, null)));
  }
}
