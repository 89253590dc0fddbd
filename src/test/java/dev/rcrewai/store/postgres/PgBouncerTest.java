package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.Event;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ExecutionId;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Behind a pooler that gives each connection a session of its own. */
class PgBouncerTest extends PostgresStoreFixture {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static PostgresServer server;
  private static PgBouncer pooler;

  @BeforeAll
  static void start() {
    server = PostgresServer.shared();
    pooler = PgBouncer.before(server);
  }

  @AfterAll
  static void stop() {
    pooler.close();
  }

  @Test
  void nodes_writeReadAndHearOfEachOther() {
    var url = pooler.behind(server.newSchema());
    var one = opened(url);
    var two = opened(url);
    var heard = new ConcurrentLinkedQueue<ExecutionId>();
    two.onAppended(appended -> heard.add(appended.execution()));

    var owner = running(one);
    var id = owner.summary().id();
    append(one, owner, owner.next(1));

    assertThat(await(two.read(id, 0, 100))).extracting(Event::seq).containsExactly(1L, 2L);
    Waiting.until("the other node hears of it", PATIENCE, () -> heard.contains(id));
  }

  @Test
  void connections_haveTheirParameters() {
    var url = pooler.behind(server.newSchema());
    var database = new Database(vertx(), settings(url, 1, Duration.ofSeconds(3)));
    try {
      var row =
          await(
                  database.run(
                      "SELECT current_schema() AS schema, current_setting('statement_timeout') AS"
                          + " timeout, current_setting('enable_seqscan') AS seqscan"))
              .iterator()
              .next();
      assertThat(url).endsWith(row.getString("schema"));
      assertThat(row.getString("timeout")).isEqualTo("3s");
      assertThat(row.getString("seqscan")).isEqualTo("off");
    } finally {
      await(database.close());
    }
  }

  @Test
  void connection_thatCannotHaveThem_isNotUsed() {
    var url = pooler.behind(server.newSchema()).replaceFirst("search_path=.*", "search_path=a,,b");
    var database = new Database(vertx(), settings(url, 1, Duration.ofMillis(500)));
    try {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> await(database.run("SELECT 1"))).isNotNull();
      }
      assertThatThrownBy(() -> await(database.connect(Duration.ofSeconds(1))))
          .hasMessageContaining("search_path");
    } finally {
      await(database.close());
    }
  }
}
