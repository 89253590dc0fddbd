package dev.rcrewai.llm;

import static dev.rcrewai.llm.ChatAsserts.assertAnswered;
import static dev.rcrewai.llm.ScriptedProvider.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatWait;
import dev.rcrewai.step.ChatWait.Reason;
import dev.rcrewai.step.StepAddresses;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitWatchTest {
  private final Limits limits = new Limits();
  private final List<ChatWait> heard = new CopyOnWriteArrayList<>();
  private LlmNode node = start();

  @AfterEach
  void stop() {
    node.close();
  }

  private LlmNode start() {
    var started = new LlmNode(limits);
    started.bus.listen(StepAddresses.WAIT, heard::add);
    return started;
  }

  private void awaitHeard(int count) {
    Waiting.until("heard", Duration.ofSeconds(10), () -> heard.size() >= count);
  }

  private static ChatWait lasting(ChatCall call, Reason why) {
    return new ChatWait.Lasting(call.execution(), call.path(), 1, "openai", why);
  }

  private static ChatWait over(ChatCall call) {
    return new ChatWait.Over(call.execution(), call.path(), 1);
  }

  @Test
  void limitThatIsToldOf_isTold_untilTheCallGoesOn() {
    node.provider.then(error(429, "", "Retry-After-Ms", "1300"));
    var call = LlmNode.call();
    assertAnswered(node.answer(call), "ok");
    awaitHeard(2);
    assertThat(heard).containsExactly(lasting(call, Reason.RATE_LIMIT), over(call));
  }

  @Test
  void retries_aboutTheSameReason_areToldOnce() {
    node.provider.then(
        error(503, "", "Retry-After-Ms", "1300"), error(503, "", "Retry-After-Ms", "1300"));
    var call = LlmNode.call();
    assertAnswered(node.answer(call), "ok");
    awaitHeard(2);
    assertThat(heard).containsExactly(lasting(call, Reason.RETRY), over(call));
  }

  @Test
  void breakerThatIsWaitedFor_isTold() {
    node.close();
    limits.breakerFailuresMax = 1;
    limits.breakerReset = Duration.ofSeconds(2);
    limits.retryLimit = 10;
    limits.retryDelay = Duration.ofSeconds(3);
    node = start();
    node.provider.then(error(500, ""));
    var call = LlmNode.call();
    node.answer(call);
    awaitHeard(1);
    assertThat(heard).first().isInstanceOf(ChatWait.Lasting.class);
  }

  @Test
  void shortPauses_areNobodysConcern() {
    node.provider.then(error(500, ""), error(500, ""));
    assertAnswered(node.answer(), "ok");
    assertThat(heard).isEmpty();
    assertThat(
            node.meters
                .get("rcrewai.llm.wait.duration")
                .tags("provider", "openai", "why", "retry")
                .timer()
                .count())
        .isEqualTo(2);
  }
}
