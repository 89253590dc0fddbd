package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.execution.Summary;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * A process that writes as fast as it can until it is killed, and prints a line for everything that
 * the store acknowledged: {@code ACK id lastSeq}. {@link CrashTest} starts it.
 */
final class Storm {
  static final String ACK = "ACK ";

  private static final int WRITERS = 64;
  private static final int APPENDS = 5;
  private static final NodeId NODE = new NodeId("storm");

  private final SqliteExecutionStore store;

  private Storm(SqliteExecutionStore store) {
    this.store = store;
  }

  public static void main(String[] args) {
    var store =
        new SqliteExecutionStore(
            Vertx.vertx(), Path.of(args[0]), InstantSource.system(), failure -> {});
    store
        .open()
        .onSuccess(open -> {
          for (int i = 0; i < WRITERS; i++) {
            new Storm(store).another();
          }
        });
  }

  private void another() {
    var draft = Draft.draft().claimer(NODE);
    store
        .accept(draft.submission())
        .compose(accepted -> {
          acknowledged(draft.summary());
          return appendAll(Owner.of(draft), APPENDS);
        })
        .onComplete(done -> another());
  }

  private Future<Owner> appendAll(Owner owner, int left) {
    var batch = left == 0 ? owner.complete() : owner.next(left);
    return store
        .append(batch)
        .compose(answer -> {
          if (answer == AppendResult.FENCED) {
            return Future.failedFuture("fenced");
          }
          acknowledged(batch.summary());
          var after = owner.after(batch);
          return left == 0 ? Future.succeededFuture(after) : appendAll(after, left - 1);
        });
  }

  private static void acknowledged(Summary summary) {
    System.out.println(ACK + summary.id() + " " + summary.lastSeq());
  }
}
