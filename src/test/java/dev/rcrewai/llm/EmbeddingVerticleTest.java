package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.error;
import static dev.rcrewai.llm.ScriptedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.rcrewai.config.BudgetSettings;
import dev.rcrewai.config.BudgetSettings.Limit;
import dev.rcrewai.config.BudgetSettings.Period;
import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.step.Abort;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingCall;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.EmbeddingResult;
import dev.rcrewai.step.EmbeddingResult.Embedded;
import dev.rcrewai.step.EmbeddingResult.Failed;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.step.Usage;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Embedding calls on the bus, before a provider over real HTTP. */
class EmbeddingVerticleTest {
  private static final Duration REPLY_MAX = Duration.ofSeconds(30);
  private static final ExecutionId EXECUTION =
      new ExecutionId("01890000-0000-7000-8000-000000000001");
  private static final StepPath PATH = StepPath.task("research").attempt(1);
  private static final EmbeddingCall.Owner STEP =
      new EmbeddingCall.OfStep(EXECUTION, PATH, "node", new ChatCall.Account("ann", "support"));
  private static final EmbeddingCall.Owner CREW = new EmbeddingCall.OfCrew("support");

  private LlmNode node = new LlmNode();

  @AfterEach
  void stop() {
    node.close();
  }

  private static EmbeddingCall call(EmbeddingCall.Owner owner, int texts, Duration left) {
    var all = IntStream.range(0, texts).mapToObj(i -> "text " + i).toList();
    return new EmbeddingCall(
        owner,
        new EmbeddingRequest("openai", "text-embedding-3-small", all),
        Instant.now().plus(left),
        ProviderKeys.NONE,
        TraceContext.NONE);
  }

  private Future<EmbeddingResult> ask(EmbeddingCall call) {
    return node.bus.request(StepAddresses.EMBED, call, REPLY_MAX);
  }

  private EmbeddingResult answer(EmbeddingCall call) {
    return Waiting.get(ask(call));
  }

  private static String vectors(int from, int count) {
    var data =
        IntStream.range(0, count)
            .mapToObj(i -> "{\"index\":%d,\"embedding\":[%d,1]}".formatted(i, from + i))
            .collect(Collectors.joining(","));
    return "{\"data\":[%s],\"model\":\"m\",\"usage\":{\"prompt_tokens\":%d}}"
        .formatted(data, count);
  }

  private void restart(Limits limits) {
    node.close();
    node = new LlmNode(limits);
  }

  @Test
  void embed_moreTextsThanARequestTakes_areOneAnswerInOrder() {
    node.provider.then(json(200, vectors(0, 64)), json(200, vectors(64, 6)));
    var embedded = (Embedded) answer(call(STEP, 70, REPLY_MAX));
    assertThat(embedded.vectors())
        .isEqualTo(
            IntStream.range(0, 70).mapToObj(i -> new Embedding(new float[] {i, 1})).toList());
    var bill = embedded.bill();
    assertThat(bill.model()).isEqualTo("m");
    assertThat(bill.usage()).isEqualTo(new Usage(70, 0, 0, 0));
    assertThat(bill.costUsd()).isEqualByComparingTo(new BigDecimal("0.0000014"));
  }

  @Test
  void embed_providerFailsOnce_answersOnTheSecondAttempt() {
    node.provider.then(error(503, ""), json(200, vectors(0, 1)));
    assertThat(answer(call(STEP, 1, REPLY_MAX))).isInstanceOf(Embedded.class);
    assertThat(node.metric("rcrewai.llm.retries", "provider", "openai")).isEqualTo(1);
  }

  @Test
  void embed_fewerVectorsThanTexts_isBadOutput() {
    var limits = new Limits();
    limits.retryLimit = 0;
    restart(limits);
    node.provider.then(json(200, vectors(0, 1)));
    assertThat(answer(call(STEP, 2, REPLY_MAX)))
        .asInstanceOf(type(Failed.class))
        .extracting(Failed::failure)
        .isEqualTo(ChatFailure.BAD_OUTPUT);
  }

  @Test
  void embed_overTheCrewsBudget_isRefusedAndNothingIsSent() {
    var limits = new Limits();
    var tight = new Limit(10L, null);
    limits.budgets = new BudgetSettings(Limit.NONE, tight, Limit.NONE, Period.DAY);
    restart(limits);
    assertThat(answer(call(CREW, 2, REPLY_MAX)))
        .asInstanceOf(type(Failed.class))
        .extracting(Failed::failure)
        .isEqualTo(ChatFailure.BUDGET);
    assertThat(node.provider.asked()).isZero();
  }

  @Test
  void embed_whileThisNodeMayNotCall_onlyStepsWait() {
    node.mayCall.set(false);
    node.provider.then(json(200, vectors(0, 1)), json(200, vectors(0, 1)));
    var step = ask(call(STEP, 1, REPLY_MAX));
    assertThat(answer(call(CREW, 1, REPLY_MAX))).isInstanceOf(Embedded.class);
    assertThat(node.provider.asked()).isEqualTo(1);
    assertThat(step.isComplete()).isFalse();
    node.mayCall.set(true);
    assertThat(Waiting.get(step)).isInstanceOf(Embedded.class);
  }

  @Test
  void embed_aborted_isAnsweredAtOnce() {
    node.provider.then(ScriptedProvider.hang());
    var answer = ask(call(STEP, 1, REPLY_MAX));
    Waiting.until("asked", REPLY_MAX, () -> node.provider.asked() == 1);
    node.bus.publish(StepAddresses.ABORT, new Abort(EXECUTION, PATH));
    assertThat(Waiting.get(answer))
        .asInstanceOf(type(Failed.class))
        .extracting(Failed::failure)
        .isEqualTo(ChatFailure.ABORTED);
  }

  @Test
  void embed_deadlinePassed_isAnsweredWithoutACall() {
    assertThat(answer(call(STEP, 1, Duration.ZERO)))
        .asInstanceOf(type(Failed.class))
        .extracting(Failed::detail)
        .isEqualTo("the deadline passed before the provider answered");
    assertThat(node.provider.asked()).isZero();
  }

  @Test
  void embed_unknownProvider_isRefusedByName() {
    var known = call(STEP, 1, REPLY_MAX);
    var asked =
        new EmbeddingCall(
            known.owner(),
            new EmbeddingRequest("nobody", "m", List.of("text")),
            known.deadline(),
            known.keys(),
            known.trace());
    assertThat(answer(asked))
        .asInstanceOf(type(Failed.class))
        .extracting(Failed::detail)
        .isEqualTo("provider 'nobody' is not configured; there are: openai");
  }
}
