package dev.rcrewai.crew;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The providers of an agent and of its fallback must be some that this server has. */
final class ProviderRules {
  private ProviderRules() {}

  static void check(CrewParts parts, Set<String> providers, Findings findings) {
    if (providers.isEmpty()) {
      return;
    }
    var models =
        Stream.concat(
            Stream.of(parts.head().get("manager_llm")),
            parts.agents().entries().stream().map(agent -> agent.get("llm")));
    for (var llm : models.toList()) {
      check(CrewBuilder.provider(llm), place(llm), providers, findings);
      for (var model : llm.get("fallback").items()) {
        check(CrewBuilder.named(model.text()).provider(), model, providers, findings);
      }
    }
  }

  private static void check(
      @Nullable String name, YamlNode place, Set<String> providers, Findings findings) {
    if (name != null && !providers.contains(name)) {
      findings.problem(
          place.problem(
              "provider '"
                  + name
                  + "' is not configured on this server; there are: "
                  + String.join(", ", new TreeSet<>(providers))));
    }
  }

  private static YamlNode place(YamlNode llm) {
    return llm.get("provider").isText() ? llm.get("provider") : llm;
  }
}
