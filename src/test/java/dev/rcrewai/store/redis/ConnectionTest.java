package dev.rcrewai.store.redis;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ExecutionId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections that break, servers that pause, scripts that are forgotten. */
class ConnectionTest extends RedisStoreFixture {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void accept_afterRedisForgotTheScripts_isStored() {
    accept(draft());
    redis().cli("SCRIPT", "FLUSH");

    accept(draft());
  }

  @Test
  void accept_afterRedisLostTheCrew_sendsItAgain() {
    accept(draft());
    redis().cli("FLUSHALL");

    accept(draft());

    assertThat(await(store().crew("hash-1"))).contains("{\"crew\":1}");
  }

  @Test
  void call_toAPausedServer_failsWithinItsDeadlines() throws Exception {
    var paused = start("paused");
    var store = open(settings(paused.url(), Duration.ofMillis(300), 2));
    paused.pause();

    long start = System.nanoTime();
    assertThatThrownBy(() -> await(store.queue())).hasMessageContaining("no answer in time");
    assertThatThrownBy(() -> await(store.queue())).hasMessageContaining("no answer in time");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));

    paused.resume();
    Waiting.until("it answers again", PATIENCE, () -> works(store));
  }

  @Test
  void call_withoutAServer_failsAfterItsAttempts() throws Exception {
    var gone = start("gone");
    var store = open(settings(gone.url(), Duration.ofSeconds(2), 2));
    gone.kill();

    Waiting.until("the connections are lost", PATIENCE, () -> !works(store));
    assertThatThrownBy(() -> await(store.queue())).hasMessageContaining("Connection refused");

    gone.restart();
    Waiting.until("it works again", PATIENCE, () -> works(store));
  }

  @Test
  void everythingAcknowledged_isThereAfterACrashUnderLoad() throws Exception {
    var crashing = start("crashing");
    var store = open(settings(crashing.url(), Duration.ofSeconds(2), 3));
    Set<ExecutionId> acknowledged = ConcurrentHashMap.newKeySet();
    var stop = new AtomicBoolean();
    var workers = new AtomicInteger();
    for (int i = 0; i < 16; i++) {
      workers.incrementAndGet();
      acceptUntil(stop, store, acknowledged, workers);
    }

    for (int crash = 0; crash < 3; crash++) {
      int before = acknowledged.size();
      Waiting.until("work is done", PATIENCE, () -> acknowledged.size() > before + 200);
      crashing.kill();
      crashing.restart();
    }
    stop.set(true);
    Waiting.until("the workers ended", PATIENCE, () -> workers.get() == 0);

    Waiting.until("it works again", PATIENCE, () -> works(store));
    for (var id : acknowledged) {
      assertThat(await(store.find(id))).as("%s was acknowledged", id).isPresent();
    }
  }

  private static void acceptUntil(
      AtomicBoolean stop,
      RedisExecutionStore store,
      Set<ExecutionId> acknowledged,
      AtomicInteger workers) {
    if (stop.get()) {
      workers.decrementAndGet();
      return;
    }
    var draft = draft();
    store
        .accept(draft.submission())
        .onSuccess(answer -> {
          if (answer instanceof Acceptance.Stored) {
            acknowledged.add(draft.id());
          }
        })
        .onComplete(any -> acceptUntil(stop, store, acknowledged, workers));
  }

  @Test
  void news_afterTheSubscriptionWasCut_areHeardAgain() {
    var heard = ConcurrentHashMap.<ExecutionId>newKeySet();
    var other = another(redis().settings());
    other.onAppended(news -> heard.add(news.execution()));
    await(other.open());
    closing(() -> await(other.close()));

    redis().cli("CLIENT", "KILL", "TYPE", "pubsub");

    Waiting.until("news are heard again", PATIENCE, () -> heard.contains(accept(draft())));
  }

  @Test
  void news_thatNoServerPublishes_areLeftAlone() {
    var queued = new AtomicInteger();
    store().onQueued(queued::incrementAndGet);
    for (var odd : new String[] {"x", "x appended", "x appended y 1", "x later news", ""}) {
      redis().cli("PUBLISH", "rcrewai:news:0", odd);
    }

    redis().cli("PUBLISH", "rcrewai:news:0", "x queued");

    Waiting.until("the good one is heard", PATIENCE, () -> queued.get() == 1);
  }

  @Test
  void master_thatBecameAReplica_isLeftUntilItIsTheMasterAgain() throws Exception {
    var turning = start("turning");
    var store = open(settings(turning.url(), Duration.ofSeconds(2), 0));
    turning.cli("REPLICAOF", "127.0.0.1", "" + redis().port());

    Waiting.until("writes fail", PATIENCE, () -> refuses(store));
    turning.cli("REPLICAOF", "NO", "ONE");

    Waiting.until("writes work", PATIENCE, () -> works(store));
  }

  @Test
  void master_thatBecameAReplica_losesTheConnectionOnWhichItRefused() throws Exception {
    var turning = start("replica");
    var store = open(settings(turning.url(), Duration.ofSeconds(2), 0));
    turning.cli("REPLICAOF", "127.0.0.1", "" + redis().port());

    Waiting.until("it is asked anew who it is", PATIENCE, () -> seesAReplica(store));
  }

  private static boolean seesAReplica(RedisExecutionStore store) {
    var accepted = store.accept(draft().submission());
    return await(
        accepted
            .map(false)
            .otherwise(e -> String.valueOf(e.getMessage()).contains("is a replica")));
  }

  private static boolean refuses(RedisExecutionStore store) {
    return await(store.accept(draft().submission()).map(false).otherwise(true));
  }

  private static boolean works(RedisExecutionStore store) {
    return await(store.check().map(true).otherwise(false));
  }

  @Test
  void fullRedis_refusesWritesWhole_andLetsOldOnesGo() throws Exception {
    var full = start("full");
    var store = open(settings(full.url(), Duration.ofSeconds(2), 0));
    var old = draft().claimer(NODE);
    await(store.accept(old.submission()));
    await(store.append(Owner.of(old).complete()));
    full.cli("CONFIG", "SET", "maxmemory", "1");
    var draft = draft();

    assertThatThrownBy(() -> await(store.accept(draft.submission()))).hasMessageContaining("OOM");

    assertThat(await(store.find(draft.id()))).isEmpty();
    assertThat(await(store.queue()).depth()).isZero();
    assertThat(await(store.erase("ann", 10))).isEqualTo(1);
    full.cli("CONFIG", "SET", "maxmemory", "0");
    assertThat(await(store.accept(draft.submission()))).isEqualTo(new Acceptance.Stored());
  }

  @Test
  void close_letsGoOfEveryConnection() {
    var other = open(redis().settings());
    await(other.check());
    int before = clients();

    await(other.close());

    Waiting.until("the connections are closed", PATIENCE, () -> clients() <= before - 2);
  }

  private static int clients() {
    return (int) redis().cli("CLIENT", "LIST").lines().count();
  }

  @Test
  void call_beyondTheBound_isRefusedAtOnce_butNoHeartbeat() throws Exception {
    var paused = start("paused");
    var store = open(settings(paused.url(), Duration.ofSeconds(2), 0));
    paused.pause();
    var refused = new AtomicInteger();
    for (int i = 0; i < Gate.INSIDE_MAX + 10; i++) {
      store
          .queue()
          .onFailure(e -> {
            if (String.valueOf(e.getMessage()).contains("more calls waiting")) {
              refused.incrementAndGet();
            }
          });
    }

    assertThatThrownBy(() -> await(store.heartbeat(NODE, LIFE))).hasMessageContaining("in time");
    Waiting.until("ten are refused", PATIENCE, () -> refused.get() == 10);
  }
}
