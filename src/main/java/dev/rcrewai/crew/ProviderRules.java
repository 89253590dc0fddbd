package dev.rcrewai.crew;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The providers of agents, of their fallbacks and of judges must be some that this server has. */
final class ProviderRules {
  private ProviderRules() {}

  static void check(CrewParts parts, Set<String> providers, Findings findings) {
    if (providers.isEmpty()) {
      return;
    }
    for (var agent : parts.agents().entries()) {
      var llm = agent.get("llm");
      check(CrewBuilder.provider(llm), place(llm), providers, findings);
      for (var model : llm.get("fallback").items()) {
        check(CrewBuilder.named(model.text()).provider(), model, providers, findings);
      }
    }
    for (var task : parts.tasks().entries()) {
      for (var guardrail : CheckFields.guardrails(task)) {
        var judge = guardrail.get("llm");
        check(CrewBuilder.named(judge.text()).provider(), judge, providers, findings);
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
