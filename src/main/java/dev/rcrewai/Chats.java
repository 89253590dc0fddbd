package dev.rcrewai;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.Dialect;
import dev.rcrewai.config.ProviderSettings;
import dev.rcrewai.config.Secret;
import dev.rcrewai.config.Settings;
import dev.rcrewai.limit.Allowances;
import dev.rcrewai.limit.Budgets;
import dev.rcrewai.limit.ProviderRate;
import dev.rcrewai.llm.ChatBudgets;
import dev.rcrewai.llm.ChatModel;
import dev.rcrewai.llm.EmbeddingVerticle;
import dev.rcrewai.llm.HttpChatModel;
import dev.rcrewai.llm.KeyedModel;
import dev.rcrewai.llm.LlmHealth;
import dev.rcrewai.llm.LlmVerticle;
import dev.rcrewai.llm.Prices;
import dev.rcrewai.llm.Providers;
import dev.rcrewai.llm.TextToolsModel;
import dev.rcrewai.sandbox.SandboxVerticle;
import dev.rcrewai.sandbox.Scripts;
import dev.rcrewai.secret.Secrets;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.trace.Tracing;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Starts what answers chat calls: the sandbox where it is wanted, and the LLM verticles. */
record Chats(
    Vertx vertx,
    Settings settings,
    LocalBus bus,
    Budgets budgets,
    Allowances allowances,
    Metrics metrics,
    Tracing tracing,
    Clock clock,
    Function<String, ProviderRate> rates,
    Secrets secrets,
    Predicate<String> mayCall) {

  /** Deploys; what is known of the providers comes back. */
  Future<LlmHealth> deploy(int loops) {
    return vertx
        .executeBlocking(() -> Prices.load(settings.llm().prices()))
        .compose(prices -> sandboxed().compose(named -> deploy(named, prices, loops)));
  }

  /** The configured providers, with the sandbox where chats go there by default. */
  private Future<Map<String, ProviderSettings>> sandboxed() {
    var providers = new LinkedHashMap<>(settings.llm().providers());
    if (!settings.llm().isSandbox()) {
      return Future.succeededFuture(providers);
    }
    return vertx
        .executeBlocking(() -> Scripts.load(settings.sandbox().scripts()))
        .compose(scripts -> {
          var sandbox = new SandboxVerticle(scripts, settings.sandbox().port());
          return vertx.deployVerticle(sandbox).map(_ -> sandbox.actualPort());
        })
        .map(port -> {
          var url = URI.create("http://127.0.0.1:" + port + "/v1");
          var name = ProviderSettings.SANDBOX;
          providers.put(
              name, new ProviderSettings(name, url, null, new Dialect.OpenAi("max_tokens")));
          return providers;
        });
  }

  private Future<LlmHealth> deploy(Map<String, ProviderSettings> named, Prices prices, int loops) {
    var models = new LinkedHashMap<String, ChatModel>();
    named.forEach((name, provider) -> models.put(name, model(provider)));
    var providers =
        new Providers(
            vertx, settings.llm(), models, rates, prices, metrics, tracing, clock, mayCall);
    var charging =
        new ChatBudgets(vertx, budgets, allowances, prices, settings.llm().prices(), metrics);
    var health = providers.health();
    var each = new DeploymentOptions().setInstances(loops);
    return vertx
        .deployVerticle(() -> new LlmVerticle(bus, providers, charging, clock), each)
        .compose(_ ->
            vertx.deployVerticle(
                () -> new EmbeddingVerticle(bus, providers, charging, clock), each))
        .map(_ -> {
          health.probeEvery(vertx, settings.telemetry().healthCheckInterval());
          return health;
        });
  }

  private ChatModel model(ProviderSettings provider) {
    var format = WireFormats.of(provider.dialect());
    var model = new HttpChatModel(vertx, settings.llm(), provider, format);
    return new TextToolsModel(keyed(model, provider.apiKey()), provider.tools());
  }

  private ChatModel keyed(ChatModel model, @Nullable Secret key) {
    return key == null ? model : new KeyedModel(model, key, used -> secrets.refresh(key, used));
  }
}
