package dev.rcrewai.store.redis;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.RateSettings;
import dev.rcrewai.limit.ProviderRate;
import dev.rcrewai.limit.ProviderRate.Permit;
import dev.rcrewai.limit.ProviderRate.Permit.Granted;
import dev.rcrewai.limit.ProviderRate.Permit.Refused;
import dev.rcrewai.limit.ProviderRate.Scope;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RedisProviderRatesTest {
  private static final Granted GRANTED = new Granted();

  @TempDir static Path dir;
  private static Vertx vertx;
  private static RedisServer redis;

  private final List<RedisProviderRates> open = new ArrayList<>();

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    redis = RedisServer.start(dir);
  }

  @AfterAll
  static void stop() {
    redis.close();
    await(vertx.close());
  }

  @AfterEach
  void clear() {
    open.forEach(RedisProviderRates::close);
    redis.resume();
    redis.cli("FLUSHALL");
  }

  /** The rate as another node has it. */
  private ProviderRate node(int requests, int tokens) {
    var node = new RedisProviderRates(vertx, redis.settings(), () -> 4);
    open.add(node);
    return node.of("openai", new RateSettings(requests, tokens));
  }

  private static Permit take(ProviderRate rate, long tokens) {
    return await(rate.take("m", tokens));
  }

  private static ObjectAssert<Refused> assertRefused(Permit permit) {
    return assertThat(permit).asInstanceOf(InstanceOfAssertFactories.type(Refused.class));
  }

  private static void fill(ProviderRate rate, int count) {
    var permits = IntStream.range(0, count).mapToObj(i -> rate.take("m", 1)).toList();
    assertThat(awaitAll(permits)).containsOnly(GRANTED);
  }

  @Test
  void requests_areSharedByAllNodes() {
    fill(node(120, 0), 60);
    fill(node(120, 0), 60);
    assertRefused(take(node(120, 0), 1))
        .satisfies(refused -> {
          assertThat(refused.scope()).isEqualTo(Scope.KEY);
          assertThat(refused.retryAfter()).isBetween(Duration.ofMillis(1), Duration.ofMillis(500));
        });
  }

  @Test
  void requests_comeBackInTime() {
    var rate = node(60, 0);
    fill(rate, 60);
    assertRefused(take(rate, 1));
    Waiting.until("more", Duration.ofSeconds(5), () -> take(rate, 1).equals(GRANTED));
  }

  @Test
  void requests_ofManyNodesAtOnce_areNeverMoreThanTheMinutes() {
    var nodes = List.of(node(60, 0), node(60, 0), node(60, 0));
    var permits = IntStream.range(0, 300).mapToObj(i -> nodes.get(i % 3).take("m", 1)).toList();
    assertThat(awaitAll(permits)).filteredOn(GRANTED::equals).hasSizeBetween(60, 62);
  }

  @Test
  void tokens_areShared_andCorrectedByWhatWasCounted() {
    assertThat(take(node(0, 60_000), 50_000)).isEqualTo(GRANTED);
    assertRefused(take(node(0, 60_000), 30_000))
        .satisfies(refused ->
            assertThat(refused.retryAfter())
                .isBetween(Duration.ofSeconds(19), Duration.ofSeconds(20)));
    node(0, 60_000).correct(-40_000);
    Waiting.until(
        "corrected", Duration.ofSeconds(5), () -> take(node(0, 60_000), 30_000).equals(GRANTED));
  }

  @Test
  void moreTokensThanAMinuteBrings_areGrantedOnceAllAreThere_andOwed() {
    assertThat(take(node(0, 600), 1_200)).isEqualTo(GRANTED);
    assertRefused(take(node(0, 600), 10))
        .satisfies(refused ->
            assertThat(refused.retryAfter())
                .isBetween(Duration.ofSeconds(58), Duration.ofSeconds(61)));
  }

  @Test
  void closedModel_isClosedOnAllNodes_othersAreNot() {
    node(60, 0).close("m", Duration.ofSeconds(20));
    var other = node(60, 0);
    Waiting.until("closed", Duration.ofSeconds(5), () -> take(other, 1) instanceof Refused);
    assertRefused(take(other, 1))
        .satisfies(refused -> assertThat(refused.scope()).isEqualTo(Scope.MODEL));
    assertThat(await(other.take("another", 1))).isEqualTo(GRANTED);
  }

  @Test
  void unlimited_asksNoRedis() {
    redis.pause();
    var permit = node(0, 0).take("m", 1);
    assertThat(permit.isComplete()).isTrue();
  }

  @Test
  void redisAway_eachNodeKeepsItsShare_andNobodyWaits() {
    var rate = node(40, 0);
    fill(rate, 1);
    redis.pause();
    long before = System.nanoTime();
    var granted = 0;
    for (int i = 0; i < 40; i++) {
      granted += take(rate, 1).equals(GRANTED) ? 1 : 0;
    }
    assertThat(granted).isEqualTo(10); // one of four nodes
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void redisBack_isAskedAgain() {
    var rate = node(6_000, 0);
    fill(rate, 1);
    redis.pause();
    assertThat(take(rate, 1)).isEqualTo(GRANTED);
    redis.resume();
    redis.cli("DEL", "rcrewai:rate:openai");
    Waiting.until(
        "asked again",
        Duration.ofSeconds(10),
        () -> {
          take(rate, 1);
          return redis.cli("EXISTS", "rcrewai:rate:openai").contains("1");
        });
  }

  @Test
  void keys_areForgottenInTime() {
    var rate = node(60, 600);
    take(rate, 5_000);
    Waiting.until(
        "closed",
        Duration.ofSeconds(20),
        () -> {
          rate.close("m", Duration.ofSeconds(20));
          return !redis.cli("PTTL", "rcrewai:closed:openai:m").contains("-2");
        });
    assertThat(Long.parseLong(redis.cli("PTTL", "rcrewai:rate:openai").replaceAll("\\D", "")))
        .isBetween(60_000L, 700_000L);
  }
}
