package dev.rcrewai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.ServerProcess;
import dev.rcrewai.client.CallOptions;
import dev.rcrewai.client.RcrewaiClient;
import dev.rcrewai.execution.Await;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.store.redis.RedisServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one store; one of them goes away while clients use it. */
class FailoverTest {
  @TempDir Path dir;

  private RedisServer redis;
  private ClusterFixture cluster;
  private ServerProcess first;
  private RcrewaiClient ann;

  @BeforeEach
  void start() throws Exception {
    redis = RedisServer.start(Files.createDirectory(dir.resolve("redis")), "--appendonly", "yes");
    cluster = new ClusterFixture(dir, Map.of("REDIS_URL", redis.url(), "LEASE_TTL", "3"));
    first = cluster.serve();
    ann = cluster.client("ann");
  }

  @AfterEach
  void stop() {
    cluster.close();
    redis.close();
  }

  @Test
  void nodeIsKilled_runAndStreamGoOnAtTheOther() {
    var patient = CallOptions.DEFAULT.timeout(Duration.ofMinutes(2));
    var ran = ann.run(request("pace"), patient);
    var followed = Await.await(ann.start(request("pace"))).orThrow().json();
    var id = followed.getString("execution_id");
    var events = Events.of(ann.events(id));
    Waiting.until("it reads", Duration.ofSeconds(20), () -> events.size() > 0);
    cluster.serve();

    first.kill();

    var all = Events.recorded(events.toEnd());
    assertThat(all)
        .extracting(event -> event.getLong("seq"))
        .isEqualTo(LongStream.rangeClosed(1, all.size()).boxed().toList());
    assertThat(all.getLast().getString("type")).isEqualTo("execution.completed");
    Waiting.until("it has run", Duration.ofMinutes(1), ran::isComplete);
    assertThat(ran.result().status()).isEqualTo(200);
  }

  @Test
  void nodeIsStopped_itsClientsNoticeNothing() {
    var events = Events.of(ann.events(start("pace")));
    Waiting.until("it reads", Duration.ofSeconds(20), () -> events.size() > 0);
    cluster.serve();

    first.terminate();

    for (int i = 0; i < 20; i++) {
      assertThat(Await.await(ann.crews()).status()).isEqualTo(200);
    }
    assertThat(events.toEnd().getLast().getString("type")).isEqualTo("execution.completed");
  }

  private String start(String crew) {
    return Await.await(ann.start(request(crew))).orThrow().json().getString("execution_id");
  }

  private static JsonObject request(String crew) {
    return new JsonObject()
        .put("crew_name", crew)
        .put("inputs", new JsonObject().put("topic", "tea"));
  }
}
