package dev.rcrewai.store.postgres;

import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other nodes what this one wrote, a few milliseconds later and many at once: a commit
 * with a notification takes a lock of the whole cluster, so the commits that matter have none. What
 * cannot be told is dropped; nobody relies on it. Thread-safe.
 */
final class News {
  static final String CHANNEL = "rcrewai_news";

  private static final Logger LOG = LoggerFactory.getLogger(News.class);
  private static final long COLLECT_MILLIS = 10;
  private static final String TELL =
      "SELECT pg_notify('%s', text) FROM unnest($1::text[]) AS text".formatted(CHANNEL);

  private final Vertx vertx;
  private final Database database;
  private final String origin;
  private Bulletin next = new Bulletin();
  private boolean isSending;

  News(Vertx vertx, Database database, String origin) {
    this.vertx = vertx;
    this.database = database;
    this.origin = origin;
  }

  void appended(ExecutionId id, long lastSeq) {
    add(bulletin -> bulletin.appended(id, lastSeq));
  }

  void signalled(ExecutionId id) {
    add(bulletin -> bulletin.signalled(id));
  }

  void queued() {
    add(Bulletin::queued);
  }

  private synchronized void add(Consumer<Bulletin> item) {
    item.accept(next);
    if (!isSending) {
      isSending = true;
      vertx.setTimer(COLLECT_MILLIS, any -> sendAll());
    }
  }

  /** Sends until there is nothing left to tell, then waits for the next item. */
  private void sendAll() {
    send()
        .onComplete(any -> {
          synchronized (this) {
            isSending = !next.isEmpty();
            if (isSending) {
              vertx.setTimer(COLLECT_MILLIS, again -> sendAll());
            }
          }
        });
  }

  /** Tells what was collected; done when it is told, or cannot be. */
  Future<Void> send() {
    Bulletin now;
    synchronized (this) {
      if (next.isEmpty()) {
        return Future.succeededFuture();
      }
      now = next;
      next = new Bulletin();
    }
    var texts = now.texts(origin).toArray(String[]::new);
    return database
        .run(TELL, (Object) texts)
        .onFailure(failure -> LOG.debug("news for other nodes are lost", failure))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }
}
