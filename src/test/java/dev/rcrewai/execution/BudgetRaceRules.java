package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static dev.rcrewai.execution.Budgeted.asking;
import static dev.rcrewai.execution.Budgeted.caller;
import static dev.rcrewai.execution.Budgeted.crew;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Balance;
import dev.rcrewai.limit.Budget;
import dev.rcrewai.limit.Budgets.Reserved;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Budgets of which several nodes take at once. */
public interface BudgetRaceRules extends StoreUnderTest {
  ExecutionStore another(List<Appended> appended, List<ExecutionId> signalled, Runnable onQueued);

  private ExecutionStore node() {
    return another(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>(), () -> {});
  }

  @Test
  default void reserve_byManyNodesAtOnce_neverPassesTheLimit() {
    var nodes = List.of(store(), node(), node());
    var narrow = caller(1_000, Amount.MAX);
    var others = IntStream.range(0, 5).mapToObj(_ -> crew(1_000_000, 1_000_000)).toList();

    var answers =
        awaitAll(
            IntStream.range(0, 300)
                .mapToObj(i -> nodes.get(i % 3).reserve(asking(7, 1, others.get(i % 5), narrow)))
                .toList());

    assertThat(answers).filteredOn(BudgetRules.GRANTED::equals).hasSize(142);
    assertThat(held(narrow)).isEqualTo(new Amount(994, 142));
    assertThat(others.stream().map(this::held).mapToLong(Amount::tokens).sum()).isEqualTo(994);
  }

  @Test
  default void settle_besideReservationsOfOtherNodes_losesNothing() {
    var nodes = List.of(store(), node(), node());
    var budgets = List.of(caller(1_000, 1_000), crew(1_000, 1_000));
    var calls = new AtomicInteger();

    awaitAll(
        IntStream.range(0, 240)
            .mapToObj(i -> call(nodes.get(i % 3), i % 2 == 0 ? budgets : budgets.reversed(), calls))
            .toList());

    int made = calls.get();
    assertThat(made).isBetween(90, 100); // a call holds 100 and uses 10
    assertThat(await(store().balances(budgets)))
        .containsOnly(new Balance(new Amount(10L * made, 10L * made), Amount.NONE));
  }

  private Amount held(Budget budget) {
    return await(store().balances(List.of(budget))).getFirst().held();
  }

  /** Until it is made, or there will be no room. */
  private static Future<Void> call(ExecutionStore node, List<Budget> budgets, AtomicInteger calls) {
    var asked = asking(100, 100, budgets.toArray(Budget[]::new));
    return node.reserve(asked)
        .compose(answer ->
            switch (answer) {
              case Reserved.Granted() -> {
                calls.incrementAndGet();
                yield node.settle(asked, new Amount(10, 10));
              }
              case Reserved.Refused(var shortage) when shortage.isFinal() ->
                  Future.<Void>succeededFuture();
              case Reserved.Refused _ -> call(node, budgets, calls);
            });
  }
}
