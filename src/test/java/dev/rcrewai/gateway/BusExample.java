package dev.rcrewai.gateway;

import com.hazelcast.config.Config;
import dev.rcrewai.client.CallOptions;
import dev.rcrewai.client.RcrewaiClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.function.Consumer;

/** The example of docs/event-bus.md, as it is there; other tests run it. */
final class BusExample {
  private BusExample() {}

  static Config hazelcast(String clusterName, String ownHost, String member) {
    var config = ConfigUtil.loadConfig().setClusterName(clusterName);
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.local.localAddress", ownHost);
    var join = config.getNetworkConfig().setPort(0).getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).addMember(member);
    return config;
  }

  static Future<Vertx> join(HazelcastClusterManager hazelcast, EventBusOptions eventBus) {
    return Vertx.builder()
        .with(new VertxOptions().setEventBusOptions(eventBus))
        .withClusterManager(hazelcast)
        .buildClustered();
  }

  static Future<String> ask(Vertx vertx, String token, String topic) {
    var client = RcrewaiClient.on(vertx).withToken(() -> token);
    var request =
        new JsonObject()
            .put("crew_name", "echo")
            .put("inputs", new JsonObject().put("topic", topic));
    return client
        .run(request, CallOptions.DEFAULT.timeout(Duration.ofMinutes(10)))
        .map(answer -> answer.orThrow().json().getJsonObject("result").getString("output"));
  }

  static void follow(RcrewaiClient client, String executionId, Consumer<JsonObject> onEvent) {
    client
        .events(executionId)
        .exceptionHandler(cause -> onEvent.accept(new JsonObject().put("failed", cause.toString())))
        .endHandler(_ -> onEvent.accept(new JsonObject().put("ended", true)))
        .handler(onEvent::accept);
  }
}
