package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.StoreHealth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeTest extends PostgresStoreFixture {
  private static final String SETTINGS = "synchronous_commit=on, fsync=on, full_page_writes=on";

  @Test
  void check_ofADurableDatabase_saysSo() {
    var store = opened(PostgresServer.shared().newSchema());

    assertThat(await(store.check()))
        .isEqualTo(
            new StoreHealth(
                "PostgreSQL keeps a commit on its disk before it answers: " + SETTINGS, true));
  }

  @Test
  void check_thatCannotWrite_fails() {
    var url = PostgresServer.shared().newSchema();
    var store = opened(url);
    PostgresServer.run(url, "DROP TABLE probe");

    assertThatThrownBy(() -> await(store.check())).hasMessageContaining("probe");
  }

  @ParameterizedTest
  @CsvSource({
    "off, on, on, '', false",
    "on, off, on, '', false",
    "on, on, off, '', false",
    "local, on, on, standby, true",
    "on, on, on, standby, true"
  })
  void health_isDurableWhereACommitOutlivesACrash(
      String commit, String fsync, String pages, String standbys, boolean isDurable) {
    var health = Probe.health(commit, fsync, pages, standbys);

    assertThat(health.isDurable()).isEqualTo(isDurable);
    assertThat(health.durability()).contains("fsync=" + fsync);
    assertThat(health.durability().contains("synchronous standbys"))
        .isEqualTo(commit.equals("on") && !standbys.isEmpty());
  }
}
