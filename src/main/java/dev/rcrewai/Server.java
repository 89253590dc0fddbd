package dev.rcrewai;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.auth.TokenKeys;
import dev.rcrewai.config.Settings;
import dev.rcrewai.gateway.GatewayServices;
import dev.rcrewai.gateway.GatewayVerticle;
import dev.rcrewai.gateway.StreamSlots;
import dev.rcrewai.health.HealthRegistry;
import dev.rcrewai.health.Liveness;
import dev.rcrewai.health.MemoryCheck;
import dev.rcrewai.health.Probes;
import dev.rcrewai.health.Readiness;
import dev.rcrewai.http.HttpServices;
import dev.rcrewai.http.HttpVerticle;
import dev.rcrewai.limit.LocalCallerRate;
import dev.rcrewai.management.ManagementVerticle;
import dev.rcrewai.operation.OperationServices;
import dev.rcrewai.telemetry.EventLoopLag;
import dev.rcrewai.telemetry.PrometheusMetrics;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node with its doors: HTTP for callers, and the management port for operators. */
public final class Server {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private static final int LOOPS = Runtime.getRuntime().availableProcessors();

  private final Vertx vertx;
  private final Settings settings;
  private final PrometheusMetrics metrics;
  private final Clock clock = Clock.systemUTC();
  private final Node node;
  private final Readiness readiness;
  private final Probes probes;
  private final AtomicReference<@Nullable HttpVerticle> http = new AtomicReference<>();
  private final ManagementVerticle management;
  private final List<String> doors = new CopyOnWriteArrayList<>();
  private @Nullable EventLoopLag lag;

  /**
   * @param onFatal called when the server cannot keep its promises any more and has to end
   */
  public Server(Vertx vertx, Settings settings, Consumer<Throwable> onFatal) {
    this.vertx = vertx;
    this.settings = settings;
    var telemetry = settings.telemetry();
    this.metrics = new PrometheusMetrics(telemetry.performanceMonitoring());
    this.node = new Node(vertx, settings, metrics.metrics(), clock, onFatal);
    var checks = new Checks(vertx, node, settings);
    this.readiness = new Readiness(clock, () -> node.crews().all().size(), checks::store);
    var health = new HealthRegistry(vertx, clock);
    health.register("llm", checks::llm);
    health.register("store", checks::store);
    health.register("crews", checks::crews);
    health.register("knowledge", checks::knowledge);
    if (!node.secrets().sources().isEmpty()) {
      health.register("secrets", checks::secrets);
    }
    if (settings.cluster().enabled()) {
      health.register("cluster", checks::cluster);
    }
    health.register("memory", new MemoryCheck());
    this.probes = new Probes(health, readiness, Liveness.of(vertx));
    this.management =
        new ManagementVerticle(
            settings.management(),
            probes,
            telemetry.metricsEnabled() ? Optional.of(metrics) : Optional.empty());
  }

  /** Starts everything; ready when it succeeds. */
  public Future<Void> start() {
    Unverified.of(settings).forEach(words -> LOG.warn("{}", words));
    if (settings.telemetry().performanceMonitoring()) {
      lag = EventLoopLag.of(vertx, metrics.metrics());
    }
    return vertx
        .deployVerticle(management)
        .compose(_ -> node.start())
        .compose(_ -> {
          new NodeGauges(vertx, node, metrics.metrics()).register();
          return doors();
        })
        .map(_ -> {
          readiness.ready();
          LOG.info("ready", kv("port", port()), kv("crews", node.crews().all().size()));
          return null;
        });
  }

  /**
   * Drains: not ready at once, and the door open for as long as it takes others to see that; what
   * runs may end within the grace, the rest is left, resumable; then everything closes.
   */
  public Future<Void> stop() {
    LOG.info("draining");
    readiness.drain();
    if (lag != null) {
      lag.close();
    }
    long delay = settings.http().shutdownDelay().toMillis();
    return Future.join(node.stop(), vertx.timer(Math.max(1, delay), TimeUnit.MILLISECONDS))
        .eventually(this::closeDoors)
        .eventually(node::close)
        .eventually(vertx::close)
        .mapEmpty();
  }

  /** The port that callers use. */
  public int port() {
    var door = http.get();
    return door == null ? 0 : door.actualPort();
  }

  /** The port that operators use, or 0 where it is off. */
  public int managementPort() {
    return management.actualPort();
  }

  /** What runs behind the doors. */
  public Node node() {
    return node;
  }

  /** Event bus clients come when everything else is there. */
  private Future<?> doors() {
    var limits = settings.http();
    var services =
        new OperationServices(
            settings,
            node.bus(),
            node.executions(),
            node.memories(),
            node.crews(),
            TokenKeys.of(vertx, settings.auth()),
            new LocalCallerRate(limits.callerRequestsPerSecond(), limits.callerRequestBurst()),
            node.tracing(),
            clock);
    return http(services)
        .compose(_ -> settings.cluster().enabled() ? gateway(services) : Future.succeededFuture());
  }

  private Future<?> http(OperationServices services) {
    var behind = new HttpServices(services, probes, metrics);
    var connections = new AtomicInteger();
    return deploy(() -> {
      var door = new HttpVerticle(behind, connections);
      http.compareAndSet(null, door);
      return door;
    });
  }

  private Future<?> gateway(OperationServices services) {
    var slots = new StreamSlots(settings.cluster());
    var behind = new GatewayServices(services, slots, metrics.metrics());
    return deploy(() -> new GatewayVerticle(behind));
  }

  private Future<?> deploy(Supplier<Deployable> door) {
    return vertx.deployVerticle(door, new DeploymentOptions().setInstances(LOOPS)).map(doors::add);
  }

  private Future<?> closeDoors() {
    return Future.join(doors.stream().map(vertx::undeploy).toList());
  }
}
