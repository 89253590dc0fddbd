package dev.rcrewai.execution;

import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ToolCatalog;
import dev.rcrewai.step.ToolSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Pins crews: resolves every setting that an execution reads and names the result by its hash.
 * Thread-safe; pins each version of a crew once.
 */
public final class CrewPins {
  /** A pinned crew, its JSON and the JSON's SHA-256 in hex. */
  public record Pin(PinnedCrew crew, String json, String hash) {}

  private record Pinned(Crew crew, Pin pin) {}

  private final LlmSettings llm;
  private final int maxRetries;
  private final ToolCatalog tools;
  private final Map<String, Pinned> newest = new ConcurrentHashMap<>();

  public CrewPins(LlmSettings llm, int maxRetries, ToolCatalog tools) {
    this.llm = llm;
    this.maxRetries = maxRetries;
    this.tools = tools;
  }

  /** The pin of this version of the crew. */
  public Pin pin(Crew crew) {
    var known = newest.get(crew.name());
    if (known == null || !known.crew().equals(crew)) {
      known = new Pinned(crew, make(crew));
      newest.put(crew.name(), known);
    }
    return known.pin();
  }

  private Pin make(Crew crew) {
    var models = new TreeMap<String, ModelChoice>();
    crew.agents().forEach(agent -> models.put(agent.name(), model(agent)));
    var pinned = new PinnedCrew(crew, models, toolsOf(crew), maxRetries);
    var json = Json.write(pinned);
    return new Pin(pinned, json, sha256(json));
  }

  private List<ToolSpec> toolsOf(Crew crew) {
    return Stream.concat(
            crew.agents().stream().flatMap(agent -> agent.tools().stream()),
            crew.tasks().stream().flatMap(task -> task.tools().stream()))
        .distinct()
        .sorted()
        .map(tools::spec)
        .filter(Objects::nonNull)
        .toList();
  }

  private ModelChoice model(Agent agent) {
    var asked = agent.llm();
    if (asked == null) {
      return choice(llm.provider(), llm.model());
    }
    var provider = Objects.requireNonNullElse(asked.provider(), llm.provider());
    var own = choice(provider, asked.model() == null ? llm.modelOf(provider) : asked.model());
    return new ModelChoice(
        provider,
        own.model(),
        asked.temperature() == null ? own.temperature() : asked.temperature(),
        asked.maxTokens() == null ? own.outputTokensMax() : asked.maxTokens());
  }

  private ModelChoice choice(String provider, String model) {
    return new ModelChoice(provider, model, llm.temperatureOf(model), llm.maxTokens());
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
