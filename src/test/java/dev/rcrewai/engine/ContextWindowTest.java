package dev.rcrewai.engine;

import static dev.rcrewai.engine.Script.BILL;
import static dev.rcrewai.engine.Script.call;
import static dev.rcrewai.engine.Script.plain;
import static dev.rcrewai.engine.TestCrews.agent;
import static dev.rcrewai.engine.TestCrews.single;
import static dev.rcrewai.engine.TestCrews.windowed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.EventData.ChatCompleted;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests of an agent that respects its model's context window. */
class ContextWindowTest {
  private static final Plan SEARCHER = single(agent("a", "search", "mail"));
  private static final int OPENING = 2;

  @Test
  void request_beyondTheWindow_hasTheOpeningANoteAndTheLastRoundWhole() {
    var last = lastRequest(windowed(SEARCHER, 12), 10);

    assertThat(last)
        .hasExactlyElementsOfTypes(
            Message.System.class,
            Message.User.class,
            Message.User.class,
            Message.Assistant.class,
            Message.Tool.class,
            Message.Tool.class);
    assertThat(last.get(OPENING)).isEqualTo(new Message.User(Prompts.LEFT_OUT));
    assertThat(((Message.Assistant) last.get(OPENING + 1)).calls().getFirst().arguments())
        .isEqualTo("4");
  }

  @Test
  void request_whoseTokensTheProviderCountsHigh_leavesOutWhatAnEstimateWouldKeep() {
    assertThat(lastRequest(windowed(SEARCHER, 5_000), 10)).hasSize(OPENING + 4 * 3);
    assertThat(lastRequest(windowed(SEARCHER, 5_000), 4_999)).hasSize(OPENING + 1 + 3);
  }

  @Test
  void request_whereNoWindowIsRespected_hasEverything() {
    assertThat(lastRequest(SEARCHER, 1_000_000)).hasSize(OPENING + 4 * 3);
  }

  /** After four rounds of two calls, each counted as so many tokens. */
  private static List<Message> lastRequest(Plan plan, long inputTokens) {
    var bill = new Bill("openai", "gpt", new Usage(inputTokens, 0, 5, 0), BILL.costUsd());
    var script =
        plain()
            .turns(
                4,
                i ->
                    path -> {
                      var called =
                          (ChatCompleted) call("search", "" + i, "mail", "" + i).apply(path);
                      return new ChatCompleted(path, 1, called.reply(), bill);
                    });
    var shell = ScriptedShell.fresh(plan, script, 1);
    shell.run();
    return shell.chats().getLast().request().messages();
  }
}
