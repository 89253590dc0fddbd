package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.Budgeted;
import dev.rcrewai.limit.Budgets.Reserved;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SchemaTest extends PostgresStoreFixture {
  private final String url = PostgresServer.shared().newSchema();

  @Test
  void open_byManyNodesAtOnce_migratesOnce() {
    var stores = IntStream.range(0, 6).mapToObj(i -> store(url)).toList();

    awaitAll(stores.stream().map(PostgresExecutionStore::open).toList());

    stores.forEach(store -> await(store.check()));
    assertThat(versions()).isEqualTo(Schema.VERSION);
  }

  @Test
  void open_schemaOfANewerServer_isRefusedAndLeftAlone() {
    opened(url);
    PostgresServer.run(url, "INSERT INTO schema_version (version) VALUES (99)");

    assertThatThrownBy(() -> await(store(url).open()))
        .hasMessage(
            "the database has schema 99; this server knows schemas up to %d: start the server that"
                + " wrote it, or a newer one",
            Schema.VERSION);

    assertThat(versions()).isEqualTo(Schema.VERSION + 1);
  }

  @Test
  void open_schemaOfAnOlderServer_isMigratedWithWhatItHolds() {
    var owner = running(opened(url));
    PostgresServer.run(
        url,
        "DROP FUNCTION reserve_1, settle_1, want_1, remember_1, remember_2, accept_2, append_1");
    PostgresServer.run(url, "DROP TABLE accounts, reservations, deliveries, memories");
    PostgresServer.run(url, "DROP INDEX executions_due, executions_signalled");
    PostgresServer.run(url, "DELETE FROM schema_version WHERE version > 1");

    var migrated = opened(url);

    assertThat(await(migrated.find(owner.summary().id()))).isPresent();
    var budget = Budgeted.caller(10, 10);
    assertThat(await(migrated.reserve(Budgeted.asking(1, 1, budget))))
        .isEqualTo(new Reserved.Granted());
    assertThat(await(migrated.memories().counts("ann"))).isEmpty();
  }

  @Test
  void open_schemaOfANewerServer_leavesThoseThatRunAlone() {
    var running = opened(url);

    PostgresServer.run(url, "INSERT INTO schema_version (version) VALUES (99)");

    running(running);
  }

  @Test
  void migration_thatFails_leavesNothingBehind() {
    PostgresServer.run(url, "CREATE TABLE signals (somebody text)");

    assertThatThrownBy(() -> await(store(url).open())).hasMessageContaining("signals");

    var tables =
        PostgresServer.run(
            url, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()");
    assertThat(tables).extracting(row -> row.getString(0)).containsExactly("signals");
  }

  @Test
  void open_twice_isRefused() {
    var store = opened(url);

    assertThatThrownBy(() -> await(store.open())).hasMessage("a store is opened once");
  }

  @Test
  void everything_beforeOpen_fails() {
    var store = store(url);

    assertThatThrownBy(() -> await(store.check())).hasMessage("the store is not open");
  }

  private int versions() {
    return PostgresServer.run(url, "SELECT version FROM schema_version").size();
  }
}
