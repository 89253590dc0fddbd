package dev.rcrewai.execution;

import static java.util.Objects.requireNonNullElse;

import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.crew.AgentModel;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.Guardrail;
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
import org.jspecify.annotations.Nullable;

/**
 * Pins crews: resolves every setting that an execution reads and names the result by its hash.
 * Thread-safe; pins each version of a crew once.
 */
public final class CrewPins {
  /**
   * A pinned crew.
   *
   * @param hash the JSON's SHA-256 in hex
   * @param missing why some of its tools are not in it; only a pin where none is may be executed
   */
  public record Pin(PinnedCrew crew, String json, String hash, List<String> missing) {
    public Pin {
      missing = List.copyOf(missing);
    }
  }

  private record Pinned(Crew crew, Pin pin) {}

  private final LlmSettings llm;
  private final int maxRetries;
  private final Duration inputExpiry;
  private final ToolSource tools;
  private final Map<String, Pinned> newest = new ConcurrentHashMap<>();

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

  /** The pin of this version of the crew. */
  public Pin pin(Crew crew) {
    var known = newest.get(crew.name());
    if (known == null || !known.crew().equals(crew)) {
      known = new Pinned(crew, make(crew));
      if (known.pin().missing().isEmpty()) {
        newest.put(crew.name(), known);
      }
    }
    return known.pin();
  }

  private Pin make(Crew crew) {
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
    var missing = new TreeSet<String>();
    var specs = toolsOf(crew, missing);
    var pinned = new PinnedCrew(crew, models, fallback, windows, specs, maxRetries, inputExpiry);
    var json = Json.write(pinned);
    return new Pin(pinned, json, sha256(json), List.copyOf(missing));
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

  private List<ToolSpec> toolsOf(Crew crew, Set<String> missing) {
    var specs = new ArrayList<ToolSpec>();
    for (var name : crew.toolNames()) {
      switch (tools.find(crew, name)) {
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
