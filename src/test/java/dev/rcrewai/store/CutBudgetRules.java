package dev.rcrewai.store;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Budgeted.asking;
import static dev.rcrewai.execution.Budgeted.caller;
import static dev.rcrewai.execution.Budgeted.crew;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Balance;
import dev.rcrewai.limit.Budgets.Reserved;
import dev.rcrewai.store.FaultProxy.Where;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Budgets with a cut: held once or not at all, settled once or not at all. */
interface CutBudgetRules extends StoreBehindProxy {
  Reserved GRANTED = new Reserved.Granted();
  Balance HELD = new Balance(Amount.NONE, new Amount(60, 70));
  Balance SPENT = new Balance(new Amount(5, 6), Amount.NONE);

  @ParameterizedTest
  @EnumSource
  default void reserve_cut_holdsInAllOrNone_andOnceWhenAskedAgain(Where where) {
    everyCut(
        where,
        () -> {
          var budgets = List.of(caller(100, 100), crew(100, 100));
          var asked = asking(60, 70, budgets.getFirst(), budgets.getLast());
          return new Scene<>(
              () -> behind().reserve(asked),
              answer -> {
                var stand = await(store().balances(budgets));
                answer.ifPresent(known -> assertThat(stand).containsOnly(HELD));
                assertThat(stand.getFirst()).isIn(HELD, Balance.EMPTY).isEqualTo(stand.getLast());
                assertThat(await(store().reserve(asked))).isEqualTo(GRANTED);
                assertThat(await(store().balances(budgets))).containsOnly(HELD);
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  default void settle_cut_countsInAllOrNone_andOnceWhenAskedAgain(Where where) {
    everyCut(
        where,
        () -> {
          var budgets = List.of(caller(100, 100), crew(100, 100));
          var asked = asking(60, 70, budgets.getFirst(), budgets.getLast());
          await(store().reserve(asked));
          return new Scene<>(
              () -> behind().settle(asked, SPENT.spent()).map(true),
              answer -> {
                var stand = await(store().balances(budgets));
                answer.ifPresent(known -> assertThat(stand).containsOnly(SPENT));
                assertThat(stand.getFirst()).isIn(HELD, SPENT).isEqualTo(stand.getLast());
                await(store().settle(asked, SPENT.spent()));
                assertThat(await(store().balances(budgets))).containsOnly(SPENT);
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  default void balances_cut_areTrueWhereTheyAreKnown(Where where) {
    everyCut(
        where,
        () -> {
          var budget = caller(100, 100);
          await(store().reserve(asking(60, 70, budget)));
          return new Scene<>(
              () -> behind().balances(List.of(budget)),
              answer -> answer.ifPresent(known -> assertThat(known).containsExactly(HELD)));
        });
  }
}
