package dev.rcrewai;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.Settings;
import dev.rcrewai.crew.CrewLoader;
import dev.rcrewai.crew.CrewRegistry;
import dev.rcrewai.engine.CrewVerticle;
import dev.rcrewai.engine.RunServices;
import dev.rcrewai.execution.Acceptor;
import dev.rcrewai.execution.CallerKeys;
import dev.rcrewai.execution.CrewPins;
import dev.rcrewai.execution.Dispatcher;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Membership;
import dev.rcrewai.execution.NodeDuties;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.PinnedCrews;
import dev.rcrewai.execution.Spending;
import dev.rcrewai.execution.Watchers;
import dev.rcrewai.execution.WebhookRules;
import dev.rcrewai.knowledge.KnowledgeReport;
import dev.rcrewai.knowledge.KnowledgeVerticle;
import dev.rcrewai.limit.Allowances;
import dev.rcrewai.llm.LlmHealth;
import dev.rcrewai.memory.CallerMemories;
import dev.rcrewai.memory.MemoryVerticle;
import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.secret.Secrets;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.tool.ImageVerticle;
import dev.rcrewai.tool.ToolVerticle;
import dev.rcrewai.trace.Tracing;
import dev.rcrewai.webhook.WebhookServices;
import dev.rcrewai.webhook.WebhookVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that runs crews, without a door to the outside: store, providers, tools, engine.
 * Started once, stopped once.
 */
public final class Node {
  /** How long the start waits for MCP servers that are slow to answer; it goes on without them. */
  private static final Duration SERVERS_ASKED_MAX = Duration.ofSeconds(5);

  private static final int LOOPS = Runtime.getRuntime().availableProcessors();

  private final Vertx vertx;
  private final Settings settings;
  private final Metrics metrics;
  private final Tracing tracing;
  private final Clock clock;
  private final LocalBus bus;
  private final ExecutionStore store;
  private final Allowances allowances;
  private final OfferedTools offered;
  private final CrewRegistry crews;
  private final CrewReloads reloads;
  private final Membership membership;
  private final Dispatcher dispatcher;
  private final NodeDuties duties;
  private final Executions executions;
  private final Secrets secrets;
  private final RunServices runs;
  private final WebhookVerticle webhooks;
  private final CrewPins pins;
  private final KnowledgeVerticle knowledge;
  private final Rates rates;
  private volatile @Nullable LlmHealth llmHealth;
  private @Nullable String engine;

  /**
   * @param onFatal called when the store can no longer keep what it acknowledges
   */
  public Node(
      Vertx vertx, Settings settings, Metrics metrics, Clock clock, Consumer<Throwable> onFatal) {
    this.vertx = vertx;
    this.settings = settings;
    this.metrics = metrics;
    this.tracing = Traces.of(settings, metrics);
    this.clock = clock;
    this.bus = LocalBus.on(vertx);
    this.secrets = new Secrets(vertx, settings.secrets(), metrics, System::nanoTime);
    this.store = Stores.of(vertx, settings.store(), clock, onFatal);
    this.offered = new OfferedTools(vertx, settings.tools(), clock);
    this.crews = new CrewRegistry(settings.crews().dir(), crewLoader());
    this.reloads = new CrewReloads(vertx, crews, offered::serve, metrics);
    var limits = settings.execution();
    this.membership = new Membership(vertx, store, limits.leaseTtl(), System::nanoTime);
    var lent = new CallerKeys(settings.callerKeys());
    this.dispatcher = new Dispatcher(vertx, bus, store, membership, lent, limits.concurrentMax());
    var pinned = new PinnedCrews(store);
    this.allowances = new Allowances(settings.budgets(), clock);
    this.pins = pins();
    var acceptor = acceptor(lent, new Spending(store, allowances, metrics));
    var watchers = new Watchers();
    this.webhooks = new WebhookVerticle(webhooks());
    this.knowledge = new Knowing(settings, offered, crews, pins, clock).verticle(bus, metrics);
    this.executions = new Executions(store, watchers, pinned, acceptor, clock, metrics);
    this.rates = new Rates(vertx, settings, dispatcher::nodes);
    this.duties = duties(watchers);
    this.runs = runs(pinned, watchers, lent);
  }

  private RunServices runs(PinnedCrews pinned, Watchers watchers, CallerKeys lent) {
    return new RunServices(
        bus,
        store,
        pinned,
        watchers,
        dispatcher,
        lent,
        settings.crewKeys(),
        metrics,
        tracing,
        clock,
        settings.execution().parallelTasksMax());
  }

  private NodeDuties duties(Watchers watchers) {
    var limits = settings.execution();
    return new NodeDuties(
        vertx,
        bus,
        store,
        dispatcher,
        watchers,
        clock,
        limits.retention(),
        limits.memoryRetention());
  }

  private CrewPins pins() {
    var limits = settings.execution();
    return new CrewPins(settings.llm(), limits.maxRetries(), limits.inputExpiry(), offered);
  }

  private CrewLoader crewLoader() {
    return new CrewLoader(
        offered.names(),
        settings.llm().providerNames(),
        (crew, key) -> settings.crewKeys().find(crew, key).isPresent(),
        offered::missingSecrets);
  }

  /** Opens the store, starts what runs crews, and takes up what an earlier process left. */
  public Future<Void> start() {
    secrets.start();
    membership.onLost(_ -> metrics.nodeGivenUp());
    offered.start();
    return reloads
        .start(settings.crews().reloadInterval())
        .compose(_ -> store.open())
        .compose(_ -> membership.join())
        .compose(_ ->
            new Chats(
                    vertx,
                    settings,
                    bus,
                    store,
                    allowances,
                    metrics,
                    tracing,
                    clock,
                    rates::of,
                    secrets,
                    name -> membership.mayAct(new NodeId(name)))
                .deploy(LOOPS))
        .compose(health -> {
          llmHealth = health;
          return deploy(this::toolVerticle, 1);
        })
        .compose(_ -> deploy(() -> new ImageVerticle(bus, settings.tools().filesDir()), 1))
        .compose(_ -> vertx.deployVerticle(this::memory, MemoryVerticle.deployment(LOOPS)))
        .compose(_ -> deploy(() -> webhooks, 1))
        .compose(_ -> deploy(() -> knowledge, 1))
        .compose(_ -> offered.asked(SERVERS_ASKED_MAX))
        .compose(_ -> deploy(() -> new CrewVerticle(runs), LOOPS))
        .map(deployed -> {
          engine = deployed;
          dispatcher.start();
          duties.start();
          return null;
        });
  }

  /**
   * Takes no more work, hands what runs over to other nodes at its next step or, where there are
   * none, lets it end; both within the grace. The rest is left for whoever goes on with it.
   */
  public Future<Void> stop() {
    reloads.stop();
    var grace = settings.execution().shutdownGrace();
    return Future.join(dispatcher.drain(), webhooks.drain())
        .timeout(Math.max(1, grace.toMillis()), TimeUnit.MILLISECONDS)
        .otherwiseEmpty()
        .compose(_ -> engine == null ? Future.succeededFuture() : vertx.undeploy(engine))
        .otherwiseEmpty()
        .compose(_ -> membership.leave())
        .otherwiseEmpty();
  }

  /** Closes the store; nothing is kept after it. */
  public Future<Void> close() {
    reloads.stop();
    dispatcher.drain();
    webhooks.drain();
    duties.stop();
    rates.close();
    offered.close();
    return secrets.stop().eventually(store::close).eventually(tracing::close);
  }

  public CrewRegistry crews() {
    return crews;
  }

  public Executions executions() {
    return executions;
  }

  /** What crews remember, as callers see and erase it. */
  CallerMemories memories() {
    return new CallerMemories(store.memories(), metrics);
  }

  Secrets secrets() {
    return secrets;
  }

  Tracing tracing() {
    return tracing;
  }

  /** What is known of the documents of crews. */
  KnowledgeReport knowledge() {
    return knowledge.report();
  }

  ExecutionStore store() {
    return store;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  LocalBus bus() {
    return bus;
  }

  /** What is known of the providers, or null before the start. */
  @Nullable LlmHealth llmHealth() {
    return llmHealth;
  }

  /** What crews can call, and which of it cannot be had at this moment. */
  OfferedTools tools() {
    return offered;
  }

  /** Completes when each MCP server was asked for its tools once, at the latest after this time. */
  public Future<Void> serversAsked(Duration max) {
    return offered.asked(max);
  }

  private MemoryVerticle memory() {
    return new MemoryVerticle(bus, store.memories(), metrics, tracing, clock);
  }

  private ToolVerticle toolVerticle() {
    return new ToolVerticle(bus, offered.tools(), settings.tools(), metrics, tracing, clock);
  }

  private Future<String> deploy(Supplier<Deployable> verticle, int instances) {
    return vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances));
  }

  private WebhookServices webhooks() {
    var limits = settings.webhooks();
    var guard = new AddressGuard(limits.allowed());
    return WebhookServices.of(store, limits, guard, metrics, tracing, clock);
  }

  private Acceptor acceptor(CallerKeys keys, Spending spending) {
    var limits = settings.execution();
    var webhookRules = WebhookRules.of(settings.webhooks());
    return new Acceptor(
        store, crews, pins, dispatcher, keys, limits, webhookRules, spending, tracing, clock);
  }
}
