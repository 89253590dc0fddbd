package dev.rcrewai.webhook;

import static dev.rcrewai.execution.Await.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.Secret;
import dev.rcrewai.config.WebhookSecrets;
import dev.rcrewai.config.WebhookSettings;
import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.Delivery;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.MutableClock;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.execution.Webhook;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.net.AllowList;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.sqlite.SqliteExecutionStore;
import dev.rcrewai.telemetry.PrometheusMetrics;
import dev.rcrewai.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server's webhooks on a store and a clock of their own, and receivers over real HTTP. */
@Timeout(120)
abstract class WebhookFixture {
  static final String CHAT = "chat.started";
  static final String END = "execution.failed";
  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  static final Duration SOON = Duration.ofSeconds(10);

  /** Of an execution, so that its events are not ahead of the clock. */
  private static final Duration AGE = Duration.ofSeconds(10);

  private static final NodeId NODE = new NodeId("node-1");

  static Vertx vertx;

  @TempDir Path dir;

  MutableClock clock = new MutableClock(Instant.now());
  final Secret common = new Secret(SECRET);
  final Secret byCaller = new Secret("");
  final HttpClientOptions client = new HttpClientOptions();
  final PrometheusMetrics metrics = new PrometheusMetrics(false);
  AddressGuard.Resolver resolver = host -> List.of(InetAddress.getAllByName(host));
  AllowList allowed = AllowList.parse("127.0.0.1").orElseThrow();
  Duration timeout = Duration.ofSeconds(15);
  int concurrentMax = 64;
  SqliteExecutionStore store;
  private @Nullable WebhookVerticle webhooks;
  private final List<AutoCloseable> closed = new ArrayList<>();

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    await(vertx.close());
  }

  @BeforeEach
  void open() {
    store = new SqliteExecutionStore(vertx, dir, clock, _ -> {});
    await(store.open());
  }

  @AfterEach
  void close() throws Exception {
    stop();
    for (var one : closed.reversed()) {
      one.close();
    }
  }

  /** Begins to tell webhooks. */
  void start() {
    var secrets = new WebhookSecrets(common, byCaller);
    var settings = new WebhookSettings(secrets, allowed, timeout, concurrentMax);
    var verticle =
        new WebhookVerticle(
            new WebhookServices(
                store,
                settings,
                new AddressGuard(host -> resolver.resolve(host), allowed),
                client,
                metrics.metrics(),
                Tracing.OFF,
                clock,
                () -> 0,
                Duration.ofMillis(50)));
    await(vertx.deployVerticle(verticle));
    webhooks = verticle;
  }

  /** Begins nothing more. */
  Future<Void> drain() {
    return requireNonNull(webhooks).drain();
  }

  /** As a server stops. */
  void stop() {
    var verticle = webhooks;
    if (verticle != null) {
      await(verticle.drain());
      await(vertx.undeploy(verticle.deploymentID()));
      webhooks = null;
    }
    await(store.close());
  }

  void restart() {
    stop();
    open();
    start();
  }

  Receiver receiver() {
    return closing(new Receiver(vertx));
  }

  <T extends AutoCloseable> T closing(T one) {
    closed.add(one);
    return one;
  }

  /** An execution that runs and calls back for these types. */
  Owner running(String url, String... events) {
    var webhook = new Webhook(url, List.of(events));
    var draft = Draft.draft().createdAt(clock.instant().minus(AGE)).claimer(NODE).webhook(webhook);
    await(store.accept(draft.submission()));
    return Owner.of(draft);
  }

  Owner append(Owner owner, Batch batch) {
    assertThat(await(store.append(batch))).isEqualTo(AppendResult.STORED);
    return owner.after(batch);
  }

  /** An execution that has ended, and calls back for its end. */
  ExecutionId ended(String url) {
    var owner = running(url, END);
    return append(owner, owner.complete()).summary().id();
  }

  Delivery delivery(ExecutionId id) {
    return await(store.deliveries().find(id)).orElseThrow();
  }

  void until(String what, BooleanSupplier condition) {
    Waiting.until(what, SOON, condition);
  }

  void untilState(ExecutionId id, Delivery.State state) {
    until(id + " is " + state, () -> delivery(id).state() == state);
  }

  void untilTries(ExecutionId id, int tries) {
    until(id + " was tried " + tries + " times", () -> delivery(id).tries() == tries);
  }

  /** Moves the clock to the moment of the next try. */
  void toNextTry(ExecutionId id) {
    var due = delivery(id).due();
    assertThat(due).isNotNull();
    clock.advance(Duration.between(clock.instant(), due));
  }
}
