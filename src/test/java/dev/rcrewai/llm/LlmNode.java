package dev.rcrewai.llm;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.BudgetSettings;
import dev.rcrewai.config.BudgetSettings.Limit;
import dev.rcrewai.config.BudgetSettings.Period;
import dev.rcrewai.config.ChatGuards;
import dev.rcrewai.config.ChatTimes;
import dev.rcrewai.config.Dialect;
import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.config.ProviderSettings;
import dev.rcrewai.config.Secret;
import dev.rcrewai.limit.Allowances;
import dev.rcrewai.limit.LocalProviderRate;
import dev.rcrewai.llm.openai.OpenAiFormat;
import dev.rcrewai.step.Abort;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatDelta;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolUse;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.trace.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Two LlmVerticles on a bus, before a scripted provider. */
final class LlmNode implements AutoCloseable {
  static final String KEY = "sk-very-secret-key";

  /** The second provider, behind {@link #spare}. */
  static final String SPARE = "azure";

  private static final Duration REPLY_MAX = Duration.ofSeconds(30);

  /** What a test may set differently. */
  static final class Limits {
    Duration connect = Duration.ofSeconds(2);
    Duration timeout = Duration.ofSeconds(10);
    Duration firstToken = Duration.ofSeconds(10);
    Duration silence = Duration.ofSeconds(10);
    int retryLimit = 3;
    Duration retryDelay = Duration.ofMillis(10);
    int concurrentMax = 50;
    int queueMax = 1000;
    Duration queueTimeout = Duration.ofSeconds(10);
    int breakerFailuresMax = 100;
    Duration breakerReset = Duration.ofMillis(200);
    int requestsPerMinute;
    boolean validateSsl = true;

    /** How the providers are spoken with. */
    Protocol protocol = Protocol.CLEAR_TEXT;

    BudgetSettings budgets = new BudgetSettings(Limit.NONE, Limit.NONE, Limit.NONE, Period.DAY);

    /** Where the provider is instead of {@link LlmNode#provider}. */
    @Nullable URI address;

    AddressResolverOptions dns = new AddressResolverOptions();

    /** Whether there is a second provider, {@link LlmNode#SPARE}. */
    boolean withSpare;

    LlmSettings settings(ProviderSettings provider) {
      return new LlmSettings(
          provider.name(),
          "gpt-4o",
          List.of(),
          0.1,
          500,
          new ChatTimes(connect, firstToken, silence, timeout),
          new ChatGuards(
              retryLimit,
              retryDelay,
              concurrentMax,
              queueMax,
              queueTimeout,
              breakerFailuresMax,
              Duration.ofSeconds(10),
              breakerReset),
          validateSsl,
          Path.of("conf/prices.yaml"),
          Map.of(provider.name(), provider),
          Map.of());
    }
  }

  final Vertx vertx;
  final LocalBus bus;
  final ScriptedProvider provider;
  final ScriptedProvider spare;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final List<ChatDelta> deltas = new CopyOnWriteArrayList<>();
  final AtomicBoolean mayCall = new AtomicBoolean(true);
  final MemoryBudgets budgets = new MemoryBudgets();
  final Providers providers;
  final String deployment;

  LlmNode() {
    this(new Limits());
  }

  LlmNode(Limits limits) {
    var loops = new VertxOptions().setEventLoopPoolSize(2);
    vertx = Vertx.vertx(loops.setAddressResolverOptions(limits.dns));
    bus = LocalBus.on(vertx);
    provider = limits.protocol.start(vertx);
    spare = limits.protocol.start(vertx);
    var settings = provider(limits.address == null ? provider.baseUrl() : limits.address);
    var llm = limits.settings(settings);
    var models = new LinkedHashMap<String, ChatModel>(Map.of("openai", model(llm, settings)));
    if (limits.withSpare) {
      var other = provider(spare.baseUrl());
      models.put(
          SPARE, model(llm, new ProviderSettings(SPARE, other.baseUrl(), null, other.dialect())));
    }
    providers =
        new Providers(
            vertx,
            llm,
            models,
            _ -> new LocalProviderRate(limits.requestsPerMinute, 0, System::nanoTime),
            Prices.load(llm.prices()),
            new Metrics(meters),
            Tracing.OFF,
            Clock.systemUTC(),
            holder -> mayCall.get());
    var charged =
        new ChatBudgets(
            vertx,
            budgets,
            new Allowances(limits.budgets, Clock.systemUTC()),
            Prices.load(llm.prices()),
            llm.prices(),
            new Metrics(meters));
    bus.listen(StepAddresses.DELTA, deltas::add);
    deployment = deploy(() -> new LlmVerticle(bus, providers, charged, Clock.systemUTC()));
    deploy(() -> new EmbeddingVerticle(bus, providers, charged, Clock.systemUTC()));
  }

  private String deploy(Supplier<Deployable> verticle) {
    return Waiting.get(vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(2)));
  }

  private ChatModel model(LlmSettings llm, ProviderSettings settings) {
    return new HttpChatModel(vertx, llm, settings, new OpenAiFormat("max_tokens"));
  }

  static ProviderSettings provider(URI baseUrl) {
    return new ProviderSettings(
        "openai", baseUrl, new Secret(KEY), new Dialect.OpenAi("max_tokens"));
  }

  static ChatRequest request(String prompt) {
    return new ChatRequest(
        new ModelChoice("openai", "gpt-4o", null, 500),
        List.of(new Message.User(prompt)),
        List.of(),
        ToolUse.AUTO);
  }

  static ChatCall call(Delivery delivery, Duration left) {
    return call(new ExecutionId(UUID.randomUUID().toString()), delivery, left);
  }

  static ChatCall call(ExecutionId id, Delivery delivery, Duration left) {
    return call(id, request("hello"), delivery, left);
  }

  static ChatCall call(ChatRequest request, Delivery delivery) {
    var id = new ExecutionId(UUID.randomUUID().toString());
    return call(id, request, delivery, Duration.ofSeconds(20));
  }

  private static ChatCall call(
      ExecutionId id, ChatRequest request, Delivery delivery, Duration left) {
    return new ChatCall(
        id,
        StepPath.task("research").attempt(1).turn(1).chat(),
        1,
        request,
        delivery,
        Instant.now().plus(left),
        "node",
        new ChatCall.Account("ann", "support"),
        ProviderKeys.NONE);
  }

  static ChatCall call() {
    return call(Delivery.WHOLE, Duration.ofSeconds(20));
  }

  Future<ChatResult> ask(ChatCall call) {
    return bus.request(StepAddresses.CHAT, call, REPLY_MAX);
  }

  ChatResult answer(ChatCall call) {
    return Waiting.get(ask(call));
  }

  ChatResult answer() {
    return answer(call());
  }

  void abort(ChatCall call) {
    bus.publish(StepAddresses.ABORT, new Abort(call.execution(), StepPath.task("research")));
  }

  double metric(String name, String... labels) {
    return meters.get(name).tags(labels).counter().count();
  }

  Breaker breaker() {
    return guards().breakers().of("gpt-4o");
  }

  Bulkhead bulkhead() {
    return guards().bulkhead();
  }

  private Provider guards() {
    return Objects.requireNonNull(providers.find("openai", false));
  }

  @Override
  public void close() {
    Waiting.get(vertx.close());
  }
}
