package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static dev.rcrewai.execution.Budgeted.asking;
import static dev.rcrewai.execution.Budgeted.budget;
import static dev.rcrewai.execution.Budgeted.caller;
import static dev.rcrewai.execution.Budgeted.crew;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Balance;
import dev.rcrewai.limit.Budget;
import dev.rcrewai.limit.Budgets.Reserved;
import dev.rcrewai.limit.Reservation;
import dev.rcrewai.limit.Shortage;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Budgets: held before it is spent, in all accounts or in none, and never beyond the limit. */
public interface BudgetRules extends StoreUnderTest {
  Reserved GRANTED = new Reserved.Granted();

  private Reserved reserve(Reservation asked) {
    return await(store().reserve(asked));
  }

  private Shortage refused(Reservation asked) {
    return ((Reserved.Refused) reserve(asked)).shortage();
  }

  private void assertBalance(Budget budget, Amount spent, Amount held) {
    assertThat(await(store().balances(List.of(budget)))).containsExactly(new Balance(spent, held));
  }

  @Test
  default void reserve_withRoom_holdsTheAmount() {
    var budget = caller(1_000, 500);

    assertThat(reserve(asking(600, 500, budget))).isEqualTo(GRANTED);

    assertBalance(budget, Amount.NONE, new Amount(600, 500));
  }

  @Test
  default void settle_replacesWhatIsHeldByWhatWasUsed() {
    var budget = caller(1_000, 500);
    var first = asking(600, 500, budget);
    reserve(first);

    await(store().settle(first, new Amount(150, 20)));

    assertBalance(budget, new Amount(150, 20), Amount.NONE);
    assertThat(reserve(asking(850, 480, budget))).isEqualTo(GRANTED);
  }

  @Test
  default void reserve_thatFitsToTheLast_isGranted_andOneMoreIsNot() {
    var budget = caller(1_000, 1_000);
    var whole = asking(1_000, 1_000, budget);
    reserve(whole);
    await(store().settle(whole, new Amount(999, 1_000)));

    assertThat(refused(asking(2, 0, budget)).name()).isEqualTo("caller_tokens");
    assertThat(refused(asking(1, 1, budget)).name()).isEqualTo("caller_usd");
    assertThat(reserve(asking(1, 0, budget))).isEqualTo(GRANTED);
  }

  @Test
  default void reserve_whenOneOfManyIsShort_holdsInNone() {
    var wide = caller(1_000, 1_000);
    var narrow = crew(1_000, 100);

    var shortage = refused(asking(500, 101, wide, narrow));

    assertThat(shortage.name()).isEqualTo("crew_usd");
    assertThat(shortage.isFinal()).isTrue();
    assertBalance(wide, Amount.NONE, Amount.NONE);
    assertBalance(narrow, Amount.NONE, Amount.NONE);
  }

  @Test
  default void reserve_whileCallsUnderWayHoldTheRoom_isRefusedForNow() {
    var budget = caller(1_000, Amount.MAX);
    var first = asking(900, 7, budget);
    reserve(first);
    var second = asking(200, 7, budget);

    assertThat(refused(second).isFinal()).isFalse();
    await(store().settle(first, new Amount(100, 1)));

    assertThat(reserve(second)).isEqualTo(GRANTED);
    assertBalance(budget, new Amount(100, 1), new Amount(200, 7));
  }

  @Test
  default void reserve_askedAgain_holdsOnce() {
    var budget = caller(1_000, 1_000);
    var asked = asking(700, 700, budget);

    assertThat(reserve(asked)).isEqualTo(GRANTED);
    assertThat(reserve(asked)).isEqualTo(GRANTED);

    assertBalance(budget, Amount.NONE, new Amount(700, 700));
  }

  @Test
  default void settle_askedAgain_countsOnce() {
    var budget = caller(1_000, 1_000);
    var asked = asking(700, 700, budget);
    reserve(asked);

    await(store().settle(asked, new Amount(10, 20)));
    await(store().settle(asked, new Amount(10, 20)));

    assertBalance(budget, new Amount(10, 20), Amount.NONE);
  }

  @Test
  default void settle_ofWhatWasNeverHeld_changesNothing() {
    var budget = caller(1_000, 1_000);

    await(store().settle(asking(700, 700, budget), new Amount(10, 20)));

    assertBalance(budget, Amount.NONE, Amount.NONE);
  }

  @Test
  default void settle_withMoreThanWasHeld_isTheTruth() {
    var budget = caller(1_000, 1_000);
    var asked = asking(10, 10, budget);
    reserve(asked);

    await(store().settle(asked, new Amount(1_200, 11)));

    assertBalance(budget, new Amount(1_200, 11), Amount.NONE);
    assertThat(refused(asking(1, 1, budget)).isFinal()).isTrue();
  }

  @Test
  default void balances_areKeptThroughARestart_exactly() {
    var budget = caller(Amount.MAX, Amount.MAX);
    var most = asking(Amount.MAX - 1, Amount.MAX - 3, budget);
    reserve(most);
    await(store().settle(most, most.amount()));
    reserve(asking(1, 2, budget));

    reopen();

    assertBalance(budget, most.amount(), new Amount(1, 2));
  }

  @Test
  default void reserve_byManyAtOnce_neverPassesTheLimit() {
    var narrow = caller(1_000_000, 100);
    var wide = crew(1_000_000, 1_000);

    var answers =
        awaitAll(
            IntStream.range(0, 200)
                .mapToObj(i ->
                    store().reserve(i % 2 == 0 ? asking(1, 7, narrow, wide) : asking(1, 7, wide)))
                .toList());

    // 14 × 7 = 98 fit into the narrow one; the 100 of the others would fit into the wide one
    var held = await(store().balances(List.of(narrow, wide)));
    assertThat(held.getFirst().held()).isEqualTo(new Amount(14, 98));
    assertThat(answers).filteredOn(GRANTED::equals).hasSize(114);
    assertThat(held.getLast().held()).isEqualTo(new Amount(114, 798));
  }

  @Test
  default void purge_forgetsAccountsWhoseTimeIsOver() {
    var budget = caller(1_000, 1_000);
    reserve(asking(700, 700, budget));
    clock().advance(Duration.ofHours(28));
    await(store().purge(Draft.START, 100));
    assertBalance(budget, Amount.NONE, new Amount(700, 700));

    clock().advance(Duration.ofHours(2));
    await(store().purge(Draft.START, 100));

    accountExpires(budget);
    assertBalance(budget, Amount.NONE, Amount.NONE);
  }

  /** Lets the account's time pass in a store that goes by a clock of its own. */
  default void accountExpires(Budget budget) {}

  @Test
  default void purge_ofAnExecution_takesItsAccountWithIt() {
    var owner = running();
    var account = Budget.accountOf(owner.summary().id().text());
    var budget = budget(Budget.Kind.EXECUTION, account, 1_000, 1_000);
    reserve(asking(700, 700, budget));
    append(owner, owner.complete());

    assertThat(await(store().purge(Draft.START.plusSeconds(86_400), 10))).isEqualTo(1);

    assertBalance(budget, Amount.NONE, Amount.NONE);
  }
}
