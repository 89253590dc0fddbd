package dev.rcrewai.store.sqlite;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.Lease;
import dev.rcrewai.store.Reply;
import io.vertx.core.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpeningTest extends SqliteStoreFixture {

  @Test
  void open_directoryInUse_saysByWhom() {
    assertThatThrownBy(() -> await(another().open()))
        .hasMessageMatching(
            ".*DATA_DIR '%s' is in use by process %d on \\S+ since %s; "
                    .formatted(dataDir, ProcessHandle.current().pid(), Draft.START)
                + "stop it or choose another DATA_DIR");
  }

  @Test
  void open_missingDirectory_isCreatedForItsOwnerOnly() throws IOException {
    var nested = dataDir.resolve("a").resolve("b");

    DirectoryLock.acquire(nested, Draft.START).close();

    assertThat(Files.getPosixFilePermissions(nested))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void open_afterCrash_ignoresWhatTheLockFileSays() throws IOException {
    await(store().close());
    Files.writeString(dataDir.resolve("lock"), "process 1 on gone since long ago\n");

    reopen();
  }

  @Test
  void open_schemaOfANewerServer_isRefusedAndLeftAlone() throws SQLException, IOException {
    await(store().close());
    try (var sql = Sql.writer(file())) {
      sql.run("PRAGMA user_version = 99");
      sql.commit();
    }

    assertThatThrownBy(() -> await(another().open()))
        .hasMessageContaining("has schema 99; this server knows schemas up to 6");

    DirectoryLock.acquire(dataDir, Draft.START).close();
    try (var sql = Sql.writer(file())) {
      sql.run("PRAGMA user_version = 6");
      sql.commit();
    }
  }

  @Test
  void open_schemaOfTheServerBefore_isMigratedWithWhatItHolds() throws SQLException, IOException {
    var waiting = running();
    append(waiting, waiting.park(Draft.START));
    await(store().close());
    try (var sql = Sql.writer(file())) {
      sql.run("DROP INDEX executions_expiry");
      sql.run("DROP TABLE deliveries");
      sql.run("DROP TABLE memories");
      sql.run("PRAGMA user_version = 3");
      sql.commit();
    }

    reopen();

    assertThat(await(store().claimOverdue(OTHER, Draft.START, 10)))
        .extracting(Lease::execution)
        .containsExactly(waiting.summary().id());
    assertThat(await(store().memories().counts("ann"))).isEmpty();
  }

  @Test
  void open_fileThatIsNoDatabase_isRefusedAndTheDirectoryGivenBack() throws IOException {
    var other = dataDir.resolve("other");
    Files.createDirectories(other);
    Files.writeString(other.resolve("executions.db"), "not a database ".repeat(100));
    var store = new SqliteExecutionStore(vertx(), other, clock(), fatal::add);

    assertThatThrownBy(() -> await(store.open())).hasMessageContaining("not a database");

    DirectoryLock.acquire(other, Draft.START).close();
  }

  @Test
  void open_twice_isRefused() {
    assertThatThrownBy(() -> await(store().open())).hasMessage("a store is opened once");
  }

  @Test
  void beforeOpen_nothingWorks() {
    var closed = another();

    assertThatThrownBy(() -> await(closed.check())).hasMessage("the store is not open");
    await(closed.close());
  }

  @Test
  void close_leavesOneFileAndNoHolder() throws IOException {
    accept(draft());

    await(store().close());

    try (Stream<Path> files = Files.list(dataDir)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("executions.db", "lock");
    }
    assertThat(dataDir.resolve("lock")).isEmptyFile();
  }

  @Test
  void log_isBoundedByCheckpoints() throws SQLException, IOException {
    await(store().close());
    var wal = dataDir.resolve("executions.db-wal");
    try (var sql = Sql.writer(file())) {
      var checkpoints = new Checkpoints(sql, 100);
      var crews = new CrewTable(sql);
      for (int i = 0; i < 50; i++) {
        crews.insert("hash-" + i, "x".repeat(100_000));
        sql.commit();
        checkpoints.after(List.of(new Pending<>(large(), new Reply<>(context()))));
      }
      assertThat(Files.size(wal)).isLessThan(2_000_000);
    }
  }

  private static Context context() {
    return vertx().getOrCreateContext();
  }

  private static Write<Boolean> large() {
    return new Write<>() {
      @Override
      public Boolean apply(Tables tables, Totals totals) {
        return true;
      }

      @Override
      public int bytes() {
        return 100_000;
      }
    };
  }

  @Test
  void reads_beyondTheBound_areRefusedWithWords() {
    var release = new CountDownLatch(1);
    try {
      var readers = Readers.open(vertx(), file());
      for (int i = 0; i < Readers.WAITING_MAX; i++) {
        readers.read(sql -> {
          awaitQuietly(release);
          return true;
        });
      }

      assertThatThrownBy(() -> await(readers.read(sql -> true)))
          .hasMessageContaining("more reads waiting");

      release.countDown();
      readers.close();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
