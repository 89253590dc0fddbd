package dev.rcrewai.crew;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The providers of agents, of their fallbacks, of planners and of judges, and the keys that agents
 * name, must be some that this server has.
 */
final class ProviderRules {
  private ProviderRules() {}

  static void check(
      CrewParts parts, Set<String> providers, BiPredicate<String, String> keys, Findings findings) {
    var models =
        Stream.concat(
            Stream.of(parts.head().get("manager_llm"), parts.head().get("planning_llm")),
            parts.agents().entries().stream().map(agent -> agent.get("llm")));
    for (var llm : models.toList()) {
      checkKey(parts.name(), llm.get("key"), keys, findings);
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
    if (name != null && !providers.isEmpty() && !providers.contains(name)) {
      findings.problem(
          place.problem(
              "provider '"
                  + name
                  + "' is not configured on this server; there are: "
                  + String.join(", ", new TreeSet<>(providers))));
    }
  }

  private static void checkKey(
      String crew, YamlNode key, BiPredicate<String, String> keys, Findings findings) {
    if (key.isText() && !keys.test(crew, key.text())) {
      findings.problem(
          key.problem(
              "no key '%s' is kept for crew '%s'; whoever runs this server adds it to LLM_CREW_KEYS"
                  .formatted(key.text(), crew)));
    }
  }

  private static YamlNode place(YamlNode llm) {
    return llm.get("provider").isText() ? llm.get("provider") : llm;
  }
}
