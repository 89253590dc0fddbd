package dev.rcrewai.execution;

import static java.util.Objects.requireNonNullElse;

import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.crew.AgentModel;
import dev.rcrewai.crew.Automation;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.CrewServer;
import dev.rcrewai.crew.Guardrail;
import dev.rcrewai.crew.LinkedFlow;
import dev.rcrewai.step.EmbedderChoice;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ToolSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Pins crews and flows: resolves every setting that an execution reads and names the result by its
 * hash. Thread-safe; pins each version of a crew once.
 */
public final class CrewPins {
  /**
   * What was pinned.
   *
   * @param hash the JSON's SHA-256 in hex
   * @param missing why some of its tools are not in it; only a pin where none is may be executed
   */
  public record Pin<P extends Pinned>(P crew, String json, String hash, List<String> missing) {
    public Pin {
      missing = List.copyOf(missing);
    }
  }

  private record Kept<V, P extends Pinned>(V version, Pin<P> pin) {}

  private final LlmSettings llm;
  private final int maxRetries;
  private final Duration inputExpiry;
  private final ToolSource tools;
  private final Map<String, Kept<Crew, PinnedCrew>> crews = new ConcurrentHashMap<>();
  private final Map<String, Kept<LinkedFlow, PinnedFlow>> flows = new ConcurrentHashMap<>();

  /**
   * @param maxRetries of tasks that name none
   * @param inputExpiry how long a question stays open whose task says nothing of it
   */
  public CrewPins(LlmSettings llm, int maxRetries, Duration inputExpiry, ToolSource tools) {
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
      Map<String, Kept<V, P>> newest,
      String name,
      V version,
      BiFunction<V, Set<String>, P> pinned) {
    var known = newest.get(name);
    if (known == null || !known.version().equals(version)) {
      var missing = new TreeSet<String>();
      var crew = pinned.apply(version, missing);
      var json = Json.write(crew);
      known = new Kept<>(version, new Pin<>(crew, json, sha256(json), List.copyOf(missing)));
      if (missing.isEmpty()) {
        newest.put(name, known);
      }
    }
    return known.pin();
  }

  private PinnedFlow pinned(LinkedFlow linked, Set<String> missing) {
    var pinnedCrews = new TreeMap<String, PinnedCrew>();
    linked.crews().forEach((name, crew) -> pinnedCrews.put(name, pinned(crew, missing)));
    var specs = specs(List.of(), linked.flow().toolNames(), missing);
    return new PinnedFlow(linked.flow(), pinnedCrews, specs, inputExpiry);
  }

  private PinnedCrew pinned(Crew crew, Set<String> missing) {
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
        crew,
        models,
        fallback,
        windows,
        specs(crew.mcp(), crew.toolNames(), missing),
        maxRetries,
        inputExpiry,
        embedder(crew));
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

  private List<ToolSpec> specs(List<CrewServer> own, List<String> names, Set<String> missing) {
    var specs = new ArrayList<ToolSpec>();
    for (var name : names) {
      switch (tools.find(own, name)) {
        case ToolSource.Known(var spec) -> specs.add(spec);
        case ToolSource.NotYet(var why) -> missing.add(why);
      }
    }
    return specs;
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
