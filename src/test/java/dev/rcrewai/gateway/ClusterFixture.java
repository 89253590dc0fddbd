package dev.rcrewai.gateway;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import dev.rcrewai.ServerProcess;
import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.client.RcrewaiClient;
import dev.rcrewai.config.SettingsLoader;
import dev.rcrewai.execution.Await;
import dev.rcrewai.sandbox.SandboxVerticle;
import dev.rcrewai.sandbox.Scripts;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Servers in JVMs of their own and this JVM as their client, all in one cluster on free ports. The
 * client's part is made as the documentation tells strangers to make it.
 */
final class ClusterFixture implements AutoCloseable {
  private static final Path RESOURCES = resources();

  private final String name = "test-" + UUID.randomUUID();
  private final HazelcastInstance hazelcast;
  private final Vertx vertx;
  private final Path dir;
  private final Map<String, String> environment = new HashMap<>();
  private final List<ServerProcess> servers = new ArrayList<>();

  ClusterFixture(Path dir, Map<String, String> settings) throws Exception {
    this(dir, settings, UnaryOperator.identity());
  }

  ClusterFixture(Path dir, Map<String, String> settings, UnaryOperator<EventBusOptions> bus)
      throws Exception {
    this.dir = dir;
    var manager = new HazelcastClusterManager(config());
    var eventBus = bus.apply(new EventBusOptions().setHost("127.0.0.1").setPort(0));
    vertx =
        Await.await(
            Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(eventBus))
                .withClusterManager(manager)
                .buildClustered());
    hazelcast = manager.getHazelcastInstance();
    var provider = new SandboxVerticle(Scripts.load(RESOURCES.resolve("sandbox")), 0);
    Await.await(vertx.deployVerticle(provider));
    environment.putAll(door());
    environment.putAll(rest(provider.actualPort()));
    environment.putAll(settings);
  }

  private Map<String, String> door() {
    int port = hazelcast.getCluster().getLocalMember().getAddress().getPort();
    return Map.of(
        "CLUSTER_ENABLED", "true",
        "CLUSTER_NAME", name,
        "CLUSTER_MEMBERS", "127.0.0.1:" + port,
        "CLUSTER_HOST", "127.0.0.1",
        "CLUSTER_PORT", "0",
        "CLUSTER_BUS_PORT", "0",
        "HOST", "127.0.0.1",
        "PORT", "0",
        "MANAGEMENT_PORT", "0");
  }

  private Map<String, String> rest(int providerPort) throws IOException {
    return Map.of(
        "SERVER_CONFIG",
        Files.writeString(dir.resolve("server.yaml"), "").toString(),
        "CREWS_DIR",
        RESOURCES.resolve("crews").toString(),
        "FILES_DIR",
        Files.createDirectories(dir.resolve("files")).toString(),
        "JWT_SECRET",
        "0123456789abcdef0123456789abcdef",
        "LLM_PROVIDER",
        "openai",
        "LLM_RETRY_LIMIT",
        "0",
        "MAX_RETRIES",
        "0",
        "OPENAI_BASE_URL",
        "http://127.0.0.1:" + providerPort + "/v1");
  }

  /** Hazelcast as a client's JVM has it. */
  private Config config() {
    var config = ConfigUtil.loadConfig().setClusterName(name);
    config
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.local.localAddress", "127.0.0.1")
        .setProperty("hazelcast.wait.seconds.before.join", "0");
    var network = config.getNetworkConfig().setPort(0);
    network.getJoin().getAutoDetectionConfig().setEnabled(false);
    network.getJoin().getMulticastConfig().setEnabled(false);
    network.getJoin().getTcpIpConfig().setEnabled(true);
    return config;
  }

  /** Starts a server and waits until it listens. */
  ServerProcess serve() {
    var own = new HashMap<>(environment);
    own.putIfAbsent("DATA_DIR", dir.resolve("data-" + servers.size()).toString());
    var jvm = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");
    var server = ServerProcess.start(own, jvm, "serve");
    servers.add(server);
    return server;
  }

  Vertx vertx() {
    return vertx;
  }

  HazelcastInstance hazelcast() {
    return hazelcast;
  }

  URI address() {
    return servers.getFirst().address();
  }

  /** A token of that user; {@code execute_crew} where no permission is named. */
  String token(String user, String... permissions) {
    return token(user, Duration.ofMinutes(10), permissions);
  }

  String token(String user, Duration lifetime, String... permissions) {
    var held = permissions.length == 0 ? List.of("execute_crew") : List.of(permissions);
    return new TokenIssuer(new SettingsLoader(environment).auth()).issue(user, held, lifetime);
  }

  RcrewaiClient client(String user) {
    return RcrewaiClient.on(vertx).withToken(() -> token(user));
  }

  @Override
  public void close() {
    for (var server : servers) {
      server.terminate();
    }
    for (var server : servers) {
      server.exitsWithin(Duration.ofSeconds(30));
      server.close();
    }
    Await.await(vertx.close());
  }

  private static Path resources() {
    try {
      var crews = ClusterFixture.class.getResource("/dev/rcrewai/http/crews");
      return Path.of(Objects.requireNonNull(crews).toURI()).resolveSibling("");
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
