package dev.rcrewai.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Redis loses of acknowledged writes, by its settings: 1,000 writes, 20,000 with {@code
 * -Drcrewai.drills=full}. The figures are in the test's output. A crash of the host cannot be had
 * here: the system keeps what a killed process had written.
 */
@Timeout(180)
class LostWritesDrillTest extends RedisStoreFixture {
  private static final int WRITES =
      "full".equals(System.getProperty("rcrewai.drills")) ? 20_000 : 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static void report(String setting, Flood flood, int lost) {
    System.out.printf(
        "%s: %d acknowledged (%d a second), %d lost%n",
        setting, flood.acknowledged(), flood.perSecond(), lost);
  }

  @ParameterizedTest
  @ValueSource(strings = {"always", "everysec", "no"})
  void killOfTheProcess_losesNothing(String fsync) throws Exception {
    var redis = start("redis", "--appendfsync", fsync);
    var store = open(settings(redis.url(), TIMEOUT, 0));
    var flood = Flood.into(store);
    flood.awaitAcknowledged(WRITES);

    redis.kill();

    flood.stop();
    redis.restart();
    int lost = flood.lost(open(redis.settings()));
    report("kill -9, appendfsync " + fsync, flood, lost);
    if (fsync.equals("always")) {
      assertThat(lost).isZero();
    }
    assertThat(lost).isLessThan(flood.acknowledged());
  }

  @Test
  void killWithoutAnAppendOnlyFile_losesEverything() throws Exception {
    var redis = start("redis", "--appendonly", "no");
    var flood = Flood.into(open(settings(redis.url(), TIMEOUT, 0)));
    flood.awaitAcknowledged(WRITES);

    redis.kill();

    flood.stop();
    redis.restart();
    int lost = flood.lost(open(redis.settings()));
    report("kill -9, appendonly no", flood, lost);
    assertThat(lost).isEqualTo(flood.acknowledged());
  }

  private RedisServer replicaOf(RedisServer master) throws Exception {
    var replica = start("replica", "--replicaof", "127.0.0.1", "" + master.port());
    Waiting.until(
        "the replica follows",
        PATIENCE,
        () -> replica.cli("INFO", "replication").contains("master_link_status:up"));
    return replica;
  }

  /** How much of the replication's stream that one has, in bytes: of a master, all there is. */
  private static long offset(RedisServer redis) {
    return redis
        .cli("INFO", "replication")
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("master_repl_offset:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private int failover(RedisServer master, RedisServer replica, Flood flood) {
    master.kill();
    flood.stop();
    replica.resume();
    Waiting.until(
        "the replica is the master",
        PATIENCE,
        () -> replica.cli("REPLICAOF", "NO", "ONE").equals("OK"));
    return flood.lost(open(replica.settings()));
  }

  @Test
  void failoverToAReplicaThatKeepsUp_losesWhatWasOnItsWay() throws Exception {
    var master = start("master");
    var replica = replicaOf(master);
    var flood = Flood.into(open(settings(master.url(), TIMEOUT, 0)));
    flood.awaitAcknowledged(WRITES);
    int replicated = flood.acknowledged();
    long reached = offset(master);
    Waiting.until("the replica has them", PATIENCE, () -> offset(replica) >= reached);

    int lost = failover(master, replica, flood);

    report("failover, replica in touch", flood, lost);
    assertThat(lost).isLessThanOrEqualTo(flood.acknowledged() - replicated);
  }

  @Test
  void failoverToAStalledReplica_losesEverythingSinceItStalled() throws Exception {
    var master = start("master");
    var replica = replicaOf(master);
    replica.pause();
    var flood = Flood.into(open(settings(master.url(), TIMEOUT, 0)));
    flood.awaitAcknowledged(WRITES);

    int lost = failover(master, replica, flood);

    report("failover, replica stalled", flood, lost);
    assertThat(lost).isPositive();
  }

  @Test
  void failoverToAStalledReplica_withMinReplicas_losesAtMostItsLag() throws Exception {
    var master = start("master", "--min-replicas-max-lag", "2");
    var replica = replicaOf(master);
    var store = open(settings(master.url(), TIMEOUT, 0));
    master.cli("CONFIG", "SET", "min-replicas-to-write", "1");
    replica.pause();
    var flood = Flood.into(store);

    flood.awaitRefusals();
    int atRefusal = flood.acknowledged();

    int lost = failover(master, replica, flood);
    report("failover, replica stalled, min-replicas-to-write 1, max-lag 2 s", flood, lost);
    assertThat(lost).isPositive();
    assertThat(flood.acknowledged()).as("nothing more is acknowledged").isEqualTo(atRefusal);
  }
}
