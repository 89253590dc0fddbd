package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;

import dev.rcrewai.step.ExecutionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** What every store keeps to that several nodes use at once. */
public abstract class SharedStoreContract extends ExecutionStoreContract
    implements NodeRules, BudgetRaceRules {
  private final List<ExecutionStore> others = new ArrayList<>();

  @AfterEach
  void closeOthers() {
    others.forEach(other -> await(other.close()));
  }

  @Override
  public ExecutionStore another(
      List<Appended> appended, List<ExecutionId> signalled, Runnable onQueued) {
    var other = create(vertx(), clock());
    other.onAppended(appended::add);
    other.onSignal(signalled::add);
    other.onQueued(onQueued);
    await(other.open());
    others.add(other);
    return other;
  }

  /** No node of these tests lives but the one that finds the others gone. */
  @Override
  public void nodesDie() {
    var witness = new NodeId("witness-" + UUID.randomUUID());
    await(store().join(witness, Duration.ofHours(1)));
    await(vertx().timer(2));
    await(store().heartbeat(witness, Duration.ofMillis(1)));
    await(store().leave(witness));
  }
}
