package dev.rcrewai.store.sqlite;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DiskFailureTest extends SqliteStoreFixture {
  private void assertFailsFatally(ThrowingCallable write) {
    assertThatThrownBy(write).hasMessageContaining("the store failed and writes no more");
  }

  /** A write after which the commit cannot succeed: the transaction is gone. */
  private static boolean breakCommit(Tables tables) throws SQLException {
    tables.executions().sql().run("ROLLBACK");
    return true;
  }

  @Test
  void aCommitThatFails_failsItsCallersAndEverythingAfter() throws InterruptedException {
    var before = accept(draft());
    Write<Boolean> breaking = (tables, totals) -> breakCommit(tables);

    assertFailsFatally(() -> await(store().write(() -> breaking)));

    awaitFatal();
    assertFailsFatally(() -> await(store().accept(draft().submission())));
    assertFailsFatally(() -> await(store().check()));
    reopen();
    assertThat(await(store().claim(NODE, 10)))
        .extracting(lease -> lease.execution())
        .isEqualTo(List.of(before));
  }

  @Test
  void aFullDisk_isFatal() throws InterruptedException {
    Write<Boolean> filling =
        (tables, totals) -> {
          tables.executions().sql().run("PRAGMA max_page_count = 1");
          tables.crews().insert("large", "x".repeat(1_000_000));
          return true;
        };

    assertFailsFatally(() -> await(store().write(() -> filling)));

    awaitFatal();
    reopen();
    assertThat(await(store().crew("large"))).isEmpty();
  }

  private void awaitFatal() throws InterruptedException {
    assertThat(fatal.poll(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(fatal).isEmpty();
  }
}
