package dev.rcrewai.execution;

import static java.util.Objects.requireNonNullElse;

import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.crew.AgentModel;
import dev.rcrewai.crew.Automation;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.FlowAction;
import dev.rcrewai.crew.FlowStep;
import dev.rcrewai.crew.Guardrail;
import dev.rcrewai.crew.LinkedFlow;
import dev.rcrewai.step.EmbedderChoice;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ToolCatalog;
import dev.rcrewai.step.ToolSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pins crews and flows: resolves every setting that an execution reads and names the result by its
 * hash. Thread-safe; pins each version of a crew once.
 */
public final class CrewPins {
  /** What was pinned, its JSON and the JSON's SHA-256 in hex. */
  public record Pin<P extends Pinned>(P crew, String json, String hash) {
    static <P extends Pinned> Pin<P> of(P crew) {
      var json = Json.write(crew);
      return new Pin<>(crew, json, sha256(json));
    }
  }

  private record Kept<V, P extends Pinned>(V version, Pin<P> pin) {}

  private final LlmSettings llm;
  private final int maxRetries;
  private final Duration inputExpiry;
  private final ToolCatalog tools;
  private final Map<String, Kept<Crew, PinnedCrew>> crews = new ConcurrentHashMap<>();
  private final Map<String, Kept<LinkedFlow, PinnedFlow>> flows = new ConcurrentHashMap<>();

  /**
   * @param maxRetries of tasks that name none
   * @param inputExpiry how long a question stays open whose task says nothing of it
   */
  public CrewPins(LlmSettings llm, int maxRetries, Duration inputExpiry, ToolCatalog tools) {
    this.llm = llm;
    this.maxRetries = maxRetries;
    this.inputExpiry = inputExpiry;
    this.tools = tools;
  }

  /** The pin of this version of the crew or flow. */
  public Pin<?> pin(Automation version) {
    return switch (version) {
      case Crew crew -> pin(crew);
      case LinkedFlow flow -> pin(flow);
    };
  }

  /** The pin of this version of the crew. */
  public Pin<PinnedCrew> pin(Crew crew) {
    return kept(crews, crew.name(), crew, this::pinned);
  }

  /** The pin of this version of the flow, with its crews. */
  public Pin<PinnedFlow> pin(LinkedFlow flow) {
    return kept(flows, flow.name(), flow, this::pinned);
  }

  private static <V, P extends Pinned> Pin<P> kept(
      Map<String, Kept<V, P>> newest, String name, V version, Function<V, P> pinned) {
    var known = newest.get(name);
    if (known == null || !known.version().equals(version)) {
      known = new Kept<>(version, Pin.of(pinned.apply(version)));
      newest.put(name, known);
    }
    return known.pin();
  }

  private PinnedFlow pinned(LinkedFlow linked) {
    var crews = new TreeMap<String, PinnedCrew>();
    linked.crews().forEach((name, crew) -> crews.put(name, pinned(crew)));
    var called =
        linked.flow().steps().stream()
            .map(FlowStep::action)
            .filter(FlowAction.CallTool.class::isInstance)
            .map(action -> ((FlowAction.CallTool) action).tool());
    return new PinnedFlow(linked.flow(), crews, specs(called), inputExpiry);
  }

  private PinnedCrew pinned(Crew crew) {
    var models = new TreeMap<String, ModelChoice>();
    var fallback = new TreeMap<String, List<ModelChoice>>();
    asked(crew)
        .forEach((name, own) -> {
          var model = model(own.orElse(null));
          models.put(name, model);
          var chain = fallback(own.orElse(null), model);
          if (!chain.isEmpty()) {
            fallback.put(name, chain);
          }
        });
    var windows = contextWindows(crew, models, fallback);
    return new PinnedCrew(
        crew, models, fallback, windows, toolsOf(crew), maxRetries, inputExpiry, embedder(crew));
  }

  private static Map<String, Integer> contextWindows(
      Crew crew, Map<String, ModelChoice> models, Map<String, List<ModelChoice>> fallback) {
    var windows = new TreeMap<String, Integer>();
    for (var agent : crew.agents()) {
      var own = agent.llm() == null ? null : agent.llm().contextWindow();
      if (agent.respectsContextWindow()) {
        var model = Objects.requireNonNull(models.get(agent.name()));
        var others = fallback.getOrDefault(agent.name(), List.of());
        windows.put(agent.name(), own == null ? ContextWindows.smallest(model, others) : own);
      }
    }
    return windows;
  }

  /** What agents, judges with a model of their own and planners ask for; empty where left open. */
  private static Map<String, Optional<AgentModel>> asked(Crew crew) {
    var asked = new TreeMap<String, Optional<AgentModel>>();
    crew.agents().forEach(agent -> asked.put(agent.name(), Optional.ofNullable(agent.llm())));
    if (crew.planning() != null) {
      asked.put(PinnedCrew.PLANNER, Optional.ofNullable(crew.planning().llm()));
    }
    for (var task : crew.tasks()) {
      var judges = task.checks() == null ? List.<Guardrail.Judge>of() : task.checks().judges();
      for (int i = 0; i < judges.size(); i++) {
        var own = judges.get(i).llm();
        if (own != null) {
          asked.put(PinnedCrew.judgeKey(task.name(), i), Optional.of(own));
        }
      }
    }
    return asked;
  }

  /** The crew's own, or that of the server's provider; null where there is none. */
  private @Nullable EmbedderChoice embedder(Crew crew) {
    var asked = crew.embedder();
    if (!crew.looksUpTexts() || (asked != null && asked.isNone())) {
      return null;
    }
    var provider = asked == null || asked.provider() == null ? llm.provider() : asked.provider();
    var own = asked == null ? null : asked.model();
    var model = own == null ? llm.embedderOf(provider) : own;
    return model == null ? null : new EmbedderChoice(provider, model);
  }

  private List<ToolSpec> toolsOf(Crew crew) {
    return specs(
        Stream.concat(
            crew.agents().stream().flatMap(agent -> agent.tools().stream()),
            crew.tasks().stream().flatMap(task -> task.tools().stream())));
  }

  private List<ToolSpec> specs(Stream<String> names) {
    return names.distinct().sorted().map(tools::spec).filter(Objects::nonNull).toList();
  }

  private ModelChoice model(@Nullable AgentModel asked) {
    if (asked == null) {
      return choice(null, llm.provider(), llm.model());
    }
    var provider = providerOf(asked);
    return choice(asked, provider, asked.model() == null ? llm.modelOf(provider) : asked.model());
  }

  /** Its own temperature goes along where the other model takes one. */
  private List<ModelChoice> fallback(@Nullable AgentModel own, ModelChoice first) {
    var names = own == null || own.fallback() == null ? llm.fallback() : own.fallback();
    return names.stream()
        .map(name -> {
          int slash = name.indexOf('/');
          return choice(own, name.substring(0, slash), name.substring(slash + 1));
        })
        .map(choice -> llm.takesTemperature(choice.model()) ? choice : choice.withoutTemperature())
        .filter(choice -> !choice.equals(first))
        .toList();
  }

  private ModelChoice choice(@Nullable AgentModel own, String provider, String model) {
    var temperature = own == null ? null : own.temperature();
    var maxTokens = own == null ? null : own.maxTokens();
    var key = own == null || !provider.equals(providerOf(own)) ? null : own.key();
    return new ModelChoice(
        provider,
        model,
        temperature == null ? llm.temperatureOf(model) : temperature,
        maxTokens == null ? llm.maxTokens() : maxTokens,
        key);
  }

  private String providerOf(AgentModel asked) {
    return requireNonNullElse(asked.provider(), llm.provider());
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
