package dev.rcrewai.store.redis;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.config.Secret;
import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three Sentinels, a master and a replica. */
@Timeout(120)
class SentinelTest extends RedisStoreFixture {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private String sentinels(RedisServer master) throws Exception {
    List<RedisServer> sentinels = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      var own = Files.createDirectory(dir.resolve("sentinel-" + i));
      sentinels.add(closing(RedisServer.sentinel(own, master)));
    }
    Waiting.until(
        "the Sentinels know each other and the replica",
        PATIENCE,
        () -> sentinels.stream().allMatch(SentinelTest::isComplete));
    return sentinels.stream().map(RedisServer::url).collect(Collectors.joining(","));
  }

  private static boolean isComplete(RedisServer sentinel) {
    var state = sentinel.cli("INFO", "sentinel");
    return state.contains("slaves=1") && state.contains("sentinels=3");
  }

  private static StoreSettings.Redis settings(String urls, String master) {
    return new StoreSettings.Redis(new Secret(urls), master, TIMEOUT, 3);
  }

  @Test
  void store_afterTheMasterDied_worksOnTheNewOne() throws Exception {
    var master = start("master");
    start("replica", "--replicaof", "127.0.0.1", "" + master.port());
    var urls = sentinels(master);
    var store = open(settings(urls, "crews"));
    var before = draft();
    assertThat(await(store.accept(before.submission()))).isEqualTo(new Acceptance.Stored());
    Waiting.until("replicated", PATIENCE, () -> master.cli("WAIT", "1", "1000").equals("1"));

    master.kill();

    Waiting.until("calls go to the new master", PATIENCE, () -> accepts(store));
    assertThat(await(store.find(before.id()))).isPresent();
  }

  private static boolean accepts(RedisExecutionStore store) {
    return await(
        store.accept(draft().submission()).map(true).recover(e -> Future.succeededFuture(false)));
  }

  @Test
  void open_underANameThatNoSentinelKnows_saysSo() throws Exception {
    var sentinel = closing(RedisServer.sentinel(dir, redis()));
    var store = another(settings(sentinel.url() + ",redis://127.0.0.1:1", "others"));

    assertThatThrownBy(() -> await(store.open()))
        .hasMessageContaining("no Sentinel knows the master 'others'")
        .hasMessageContaining("127.0.0.1:1");
  }

  @Test
  void open_withAPasswordThatOnlyTheMasterHas_works() throws Exception {
    var master = start("locked", "--requirepass", "pw");
    var sentinel = closing(RedisServer.sentinel(Files.createDirectory(dir.resolve("s")), master));
    var url = sentinel.url().replace("redis://", "redis://default:pw@");

    await(open(settings(url, "crews")).check());
  }
}
