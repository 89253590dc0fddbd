package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;

import dev.rcrewai.step.ExecutionId;

/** The open store that the rules are checked against. */
public interface StoreUnderTest {
  NodeId NODE = new NodeId("node-1");
  NodeId OTHER = new NodeId("node-2");

  ExecutionStore store();

  /** The time as the store sees it. */
  MutableClock clock();

  /** Closes the store and opens another on the same data, as a restart does. */
  ExecutionStore reopen();

  /** Every node that holds a lease is gone without a word, and that has been found out. */
  void nodesDie();

  /** Accepts an execution that {@link #NODE} runs at once. */
  default Owner running() {
    return running(Draft.draft());
  }

  default Owner running(Draft draft) {
    var claimed = draft.claimer(NODE);
    accept(claimed);
    return Owner.of(claimed);
  }

  /** Accepts an execution for the queue. */
  default ExecutionId queued() {
    return accept(Draft.draft());
  }

  default ExecutionId accept(Draft draft) {
    var answer = await(store().accept(draft.submission()));
    if (!(answer instanceof Acceptance.Stored)) {
      throw new AssertionError("not accepted: " + answer);
    }
    return draft.id();
  }

  /** Appends what has to fit, and gives the owner after it. */
  default Owner append(Owner owner, Batch batch) {
    var answer = await(store().append(batch));
    if (answer != AppendResult.STORED) {
      throw new AssertionError("not appended: " + answer);
    }
    return owner.after(batch);
  }

  default Summary found(ExecutionId id) {
    return await(store().find(id)).orElseThrow();
  }
}
