package dev.rcrewai.crew;

import java.util.Set;
import java.util.TreeSet;

/** An agent's provider must be one that this server has. */
final class ProviderRules {
  private ProviderRules() {}

  static void check(CrewParts parts, Set<String> providers, Findings findings) {
    if (providers.isEmpty()) {
      return;
    }
    for (var agent : parts.agents().entries()) {
      var place = place(agent.get("llm"));
      var name = CrewBuilder.provider(agent.get("llm"));
      if (name != null && !providers.contains(name)) {
        findings.problem(
            place.problem(
                "provider '"
                    + name
                    + "' is not configured on this server; there are: "
                    + String.join(", ", new TreeSet<>(providers))));
      }
    }
  }

  private static YamlNode place(YamlNode llm) {
    return llm.get("provider").isText() ? llm.get("provider") : llm;
  }
}
