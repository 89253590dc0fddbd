package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.answer;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.rcrewai.config.BudgetSettings;
import dev.rcrewai.config.BudgetSettings.Limit;
import dev.rcrewai.config.BudgetSettings.Period;
import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Balance;
import dev.rcrewai.limit.Reservation;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Failed;
import dev.rcrewai.step.ChatResult.Replied;
import dev.rcrewai.step.Image;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.step.ToolUse;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Chats are paid for: nothing is sent that a budget has no room for, and no cent is lost. */
class LlmBudgetTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final LlmNode.Limits limits = new LlmNode.Limits();
  private LlmNode node;

  @SuppressWarnings("NullAway.Init") // each test starts it
  LlmBudgetTest() {}

  private void start(Limit caller) {
    limits.budgets = new BudgetSettings(Limit.NONE, Limit.NONE, caller, Period.DAY);
    node = new LlmNode(limits);
  }

  private static Limit usd(String dollars) {
    return new Limit(null, new BigDecimal(dollars));
  }

  private static Limit tokens(long tokens) {
    return new Limit(tokens, null);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Balance caller() {
    return node.budgets.balance("caller:");
  }

  private Reservation asked() {
    return node.budgets.asked().getLast();
  }

  private static Failed assertBudget(ChatResult result) {
    assertThat(result)
        .asInstanceOf(type(Failed.class))
        .extracting(Failed::failure)
        .isEqualTo(ChatFailure.BUDGET);
    return (Failed) result;
  }

  private static ChatCall asking(ChatRequest request) {
    var call = LlmNode.call();
    return new ChatCall(
        call.execution(),
        call.path(),
        1,
        request,
        Delivery.WHOLE,
        call.deadline(),
        call.holder(),
        call.account(),
        ProviderKeys.NONE);
  }

  @Test
  void chat_withoutBudgets_asksNoStore() {
    start(Limit.NONE);

    assertThat(node.answer()).isInstanceOf(Replied.class);

    assertThat(node.budgets.asked()).isEmpty();
  }

  @Test
  void chat_answered_isSettledByTheProvidersOwnUsage() {
    start(usd("1"));

    var bill = ((Replied) node.answer()).bill();

    var used =
        new Amount(
            bill.usage().inputTokens() + bill.usage().outputTokens(),
            Amount.nanoUsd(requireNonNull(bill.costUsd())));
    assertThat(caller()).isEqualTo(new Balance(used, Amount.NONE));
    assertThat(used.nanoUsd()).isPositive();
  }

  @Test
  void chat_holdsATokenForEachByteAndTheLongestAnswer() {
    start(usd("1"));

    node.answer();

    int bytes = node.provider.received().getFirst().body().length();
    assertThat(asked().amount()).isEqualTo(new Amount(bytes + 500, bytes * 2_500L + 500 * 10_000));
  }

  @Test
  void chat_withImagesAndTools_holdsWhatTheirBytesDoNotSay() {
    start(tokens(100_000));
    var picture = new Image("image/png", new Image.Data("aGk="));
    var tool = new ToolSpec("look", "Looks", Map.of("type", "object"), false);

    node.answer(
        asking(
            new ChatRequest(
                LlmNode.request("").model(),
                List.of(new Message.User("see", List.of(picture, picture))),
                List.of(tool),
                ToolUse.AUTO)));

    int bytes = node.provider.received().getFirst().body().length();
    assertThat(asked().amount().tokens()).isEqualTo(bytes + 500 + 2 * 40_000 + 1_000);
  }

  @Test
  void chat_beyondTheBudget_isNeverSent() {
    start(tokens(550));

    var failed = assertBudget(node.answer());

    assertThat(node.provider.asked()).isZero();
    assertThat(failed.detail())
        .startsWith(
            "budget caller_tokens has no room: 0 tokens of 550 tokens spent; this call may");
    assertThat(node.metric("rcrewai.budget.refused", "budget", "caller_tokens")).isEqualTo(1);
    assertThat(node.bulkhead().inside()).isZero();
  }

  @Test
  void chat_modelWithoutPrice_isRefusedByName() {
    start(usd("1"));
    var unpriced = new ModelChoice("openai", "gpt-unheard-of", null, 500);
    var request =
        new ChatRequest(unpriced, List.of(new Message.User("hi")), List.of(), ToolUse.AUTO);

    var failed = assertBudget(node.answer(asking(request)));

    assertThat(failed.detail())
        .isEqualTo(
            "model 'gpt-unheard-of' of provider openai has no price in conf/prices.yaml;"
                + " with budget caller_usd it needs one, under models");
    assertThat(node.provider.asked()).isZero();
  }

  @Test
  void chat_whileOthersHoldTheRoom_waitsUntilTheyGiveItBack() {
    start(tokens(1_000));
    node.answer();
    var others =
        new Reservation(UUID.randomUUID().toString(), asked().budgets(), new Amount(900, 0));
    node.budgets.hold(others);

    var waiting = node.ask(LlmNode.call());
    Waiting.until("it asked", SOON, () -> node.budgets.asked().size() >= 3);
    assertThat(node.bulkhead().inside()).isLessThanOrEqualTo(1);
    node.budgets.settle(others, Amount.NONE);

    assertThat(Waiting.get(waiting)).isInstanceOf(Replied.class);
    assertThat(node.provider.asked()).isEqualTo(2);
  }

  @Test
  void chat_whenOthersHoldTheRoomTooLong_isRefused() {
    limits.timeout = Duration.ofMillis(300);
    start(tokens(1_000));
    node.answer();
    node.budgets.hold(
        new Reservation(UUID.randomUUID().toString(), asked().budgets(), new Amount(900, 0)));

    var failed = assertBudget(node.answer());

    assertThat(failed.detail()).contains("900 tokens held by calls under way");
    assertThat(node.provider.asked()).isEqualTo(1);
  }

  @Test
  void chat_providerSaysNo_costsNothing() {
    start(usd("1"));
    node.provider.always(ScriptedProvider.error(400, "bad_request"));

    assertThat(node.answer()).isInstanceOf(Failed.class);

    assertThat(caller()).isEqualTo(Balance.EMPTY);
  }

  @Test
  void chat_neverConnected_costsNothing() {
    limits.retryLimit = 0;
    start(usd("1"));
    node.provider.stop();

    assertThat(node.answer()).isInstanceOf(Failed.class);

    assertThat(caller()).isEqualTo(Balance.EMPTY);
  }

  @Test
  void chat_withoutAnAnswerInTime_costsWhatWasHeld() {
    limits.timeout = Duration.ofMillis(200);
    limits.retryLimit = 0;
    start(usd("1"));
    node.provider.always(ScriptedProvider.hang());

    assertThat(node.answer()).isInstanceOf(Failed.class);

    assertThat(caller()).isEqualTo(new Balance(asked().amount(), Amount.NONE));
  }

  @Test
  void chat_eachAttempt_isHeldAnew() {
    start(usd("1"));
    node.provider.then(ScriptedProvider.error(500, "server_error"), answer("ok"));

    assertThat(node.answer()).isInstanceOf(Replied.class);

    assertThat(node.budgets.asked()).hasSize(2);
    assertThat(caller().held()).isEqualTo(Amount.NONE);
    assertThat(caller().spent().tokens()).isGreaterThan(asked().amount().tokens());
  }

  @Test
  void chat_cancelledWhileUnderWay_costsWhatWasHeld() {
    start(usd("1"));
    node.provider.always(ScriptedProvider.hang());
    var call = LlmNode.call();
    var asking = node.ask(call);
    Waiting.until("it is under way", SOON, () -> node.provider.asked() == 1);

    node.abort(call);

    assertThat(Waiting.get(asking)).isInstanceOf(Failed.class);
    Waiting.until("it is settled", SOON, () -> caller().held().equals(Amount.NONE));
    assertThat(caller().spent()).isEqualTo(asked().amount());
  }

  @Test
  void chat_whileTheStoreIsAway_waitsAndIsHeldOnce() {
    start(usd("1"));
    node.budgets.fail(3);

    assertThat(node.answer()).isInstanceOf(Replied.class);

    assertThat(node.budgets.asked()).hasSize(4).containsOnly(asked());
    assertThat(node.provider.asked()).isEqualTo(1);
    assertThat(caller().held()).isEqualTo(Amount.NONE);
  }

  @Test
  void chat_cancelledWhileTheStoreIsAway_givesBackWhatItMayHold() {
    start(usd("1"));
    node.budgets.loseAnswers(2);
    var call = LlmNode.call();
    var asking = node.ask(call);
    Waiting.until("it is held", SOON, () -> !caller().held().equals(Amount.NONE));

    node.abort(call);

    assertThat(Waiting.get(asking)).isInstanceOf(Failed.class);
    Waiting.until("it is given back", SOON, () -> caller().equals(Balance.EMPTY));
    assertThat(node.provider.asked()).isZero();
  }

  @Test
  void chat_cancelledWhileItWaitsForRoom_holdsNothing() {
    start(tokens(1_000));
    node.answer();
    var spent = caller().spent();
    var others =
        new Reservation(UUID.randomUUID().toString(), asked().budgets(), new Amount(900, 0));
    node.budgets.hold(others);
    var call = LlmNode.call();
    var asking = node.ask(call);
    Waiting.until("it asked", SOON, () -> node.budgets.asked().size() >= 3);

    node.abort(call);
    node.budgets.settle(others, Amount.NONE);

    assertThat(Waiting.get(asking)).isInstanceOf(Failed.class);
    assertThat(caller()).isEqualTo(new Balance(spent, Amount.NONE));
    assertThat(node.provider.asked()).isEqualTo(1);
  }

  @Test
  void chat_whoseSettlementFails_isAnsweredAndSettledLater() {
    start(usd("1"));
    node.provider.always(response -> {
      node.budgets.fail(1);
      answer("ok").play(response);
    });

    assertThat(node.answer()).isInstanceOf(Replied.class);

    Waiting.until("it is settled", SOON, () -> caller().held().equals(Amount.NONE));
    assertThat(caller().spent().tokens()).isPositive();
  }
}
