package dev.rcrewai.store.redis;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.Programs;
import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.execution.StoreHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which Redis the store takes, and what it says of it. */
class OpeningTest extends RedisStoreFixture {
  private static final String PASSWORD = "p@ss/w:rd#1";
  private static final String ENCODED = "p%40ss%2Fw%3Ard%231";

  private String refusal(String url) {
    var refused = another(settings(url, Duration.ofSeconds(3), 0));
    try {
      await(refused.open());
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("it opened");
  }

  private StoreHealth health(String... options) throws Exception {
    return await(open(start("health", options).settings()).check());
  }

  @Test
  void open_withEviction_isRefusedAndSaysWhatToDo() throws Exception {
    var evicting = start("lru", "--maxmemory-policy", "allkeys-lru");

    assertThat(refusal(evicting.url()))
        .contains("'allkeys-lru'")
        .contains("Set maxmemory-policy noeviction");
  }

  @Test
  void open_onAReplica_isRefused() throws Exception {
    var replica = start("replica", "--replicaof", "127.0.0.1", "" + redis().port());

    assertThat(refusal(replica.url())).contains("is a replica; REDIS_URL has to name the master");
  }

  @Test
  void open_onANewerSchema_isRefusedAndLeavesIt() {
    redis().cli("SET", "rcrewai:schema", "2");

    assertThat(refusal(redis().url())).contains("schema 2").contains("up to 1");
    assertThat(redis().cli("GET", "rcrewai:schema")).isEqualTo("2");
  }

  @Test
  void open_whereNobodyListens_namesTheAddress() {
    int port = Programs.freePort();

    assertThat(refusal("redis://127.0.0.1:" + port)).contains("127.0.0.1:" + port);
  }

  @Test
  void open_withTheWrongPassword_showsNoPassword() throws Exception {
    var locked = start("locked", "--requirepass", PASSWORD);

    assertThat(refusal("redis://:not-it-7@127.0.0.1:" + locked.port()))
        .contains("WRONGPASS")
        .doesNotContain("not-it-7");
    assertThat(refusal("redis://:not-it-7@127.0.0.1:%zz")).doesNotContain("not-it-7");
    assertThat(settings("redis://:not-it-7@host", Duration.ofSeconds(1), 0).toString())
        .doesNotContain("not-it-7");
  }

  @Test
  void open_withAPasswordOfSpecialSigns_isLetIn() throws Exception {
    var locked = start("locked", "--requirepass", PASSWORD);
    var url = "redis://default:" + ENCODED + "@127.0.0.1:" + locked.port() + "/3";

    await(open(settings(url, Duration.ofSeconds(3), 0)).check());
  }

  @Test
  void open_twice_isRefused() {
    assertThatThrownBy(() -> await(store().open())).hasMessage("a store is opened once");
  }

  @Test
  void check_beforeOpen_isRefused() {
    var closed = another(redis().settings());

    assertThatThrownBy(() -> await(closed.check())).hasMessage("the store is not open");
    await(closed.close());
  }

  @Test
  void check_withAlways_isDurable() throws Exception {
    var health = health();

    assertThat(health.isDurable()).isTrue();
    assertThat(health.durability()).contains("appendfsync always").contains("failover");
  }

  @Test
  void check_withLess_saysWhatMayBeLost() throws Exception {
    var everysec = open(start("everysec", "--appendfsync", "everysec").settings());
    var no = open(start("no", "--appendfsync", "no").settings());
    var none = open(start("none", "--appendonly", "no").settings());

    assertThat(await(everysec.check()).isDurable()).isFalse();
    assertThat(await(everysec.check()).durability()).contains("last second or two");
    assertThat(await(no.check()).durability()).contains("half a minute");
    assertThat(await(none.check()).durability()).contains("since its last snapshot");
  }

  @Test
  void check_withReplicasDemanded_saysSo() throws Exception {
    var demanding = start("demanding");
    var store = open(demanding.settings());
    demanding.cli("CONFIG", "SET", "min-replicas-to-write", "2");

    assertThatThrownBy(() -> await(store.check())).hasMessageContaining("NOREPLICAS");
    demanding.cli("CONFIG", "SET", "min-replicas-to-write", "0");
    assertThat(await(store.check()).durability()).contains("min-replicas-to-write 0");
  }

  @Test
  void check_whereSettingsAreSecret_saysThatItDoesNotKnow() throws Exception {
    var managed = start("managed");
    managed.cli(
        "ACL", "SETUSER", "app", "on", ">pw", "~rcrewai:*", "&*", "+@all", "-config", "-info");
    var url = "redis://app:pw@127.0.0.1:" + managed.port();

    var health = await(open(settings(url, Duration.ofSeconds(3), 0)).check());

    assertThat(health.isDurable()).isFalse();
    assertThat(health.durability()).contains("not known");
  }

  @Test
  void open_withoutTheRightToListen_saysWhatIsForbidden() throws Exception {
    var strict = start("strict");
    strict.cli("ACL", "SETUSER", "app", "on", ">pw", "~rcrewai:*", "resetchannels", "+@all");

    assertThat(refusal("redis://app:pw@127.0.0.1:" + strict.port())).contains("NOPERM");
  }

  /** The rights of docs/operations/redis-store.md. */
  @Test
  void everything_withTheRightsThatTheDocsName_works() throws Exception {
    var strict = start("rights");
    var rights = "on >pw ~rcrewai:* &rcrewai:* +@all -@admin -@dangerous +info +config|get";
    var command = new ArrayList<>(List.of("ACL", "SETUSER", "app"));
    command.addAll(List.of(rights.split(" ")));
    assertThat(strict.cli(command.toArray(String[]::new))).isEqualTo("OK");
    var url = "redis://app:pw@127.0.0.1:" + strict.port();

    var store = open(settings(url, Duration.ofSeconds(3), 0));

    var draft = draft().claimer(NODE);
    assertThat(await(store.accept(draft.submission()))).isEqualTo(new Acceptance.Stored());
    assertThat(await(store.append(Owner.of(draft).complete()))).isEqualTo(AppendResult.STORED);
    await(store.join(OTHER, LIFE));
    await(store.heartbeat(OTHER, LIFE));
    assertThat(await(store.erase("ann", 10))).isEqualTo(1);
    assertThat(await(store.check()).isDurable()).isTrue();
  }
}
