package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Models of crews that were written for elsewhere. CrewAI's {@code gemini} is {@code google} here;
 * and where the sandbox is a server's only provider, it answers for all others, so that a crew
 * which names a model of OpenAI's can be tried without a key.
 */
final class ForeignModels {
  private static final String GEMINI = "gemini";
  private static final String GOOGLE = "google";

  /** The providers of a server that has no other. */
  private static final Set<String> SANDBOX_ALONE = Set.of("sandbox");

  private ForeignModels() {}

  /** Changes the tree; the sandbox' doing so is a warning each time. */
  static void adapt(CrewParts parts, Set<String> providers, Findings findings) {
    var owners =
        Stream.concat(
            parts.agents().entries().stream(),
            parts.tasks().entries().stream()
                .flatMap(task -> CheckFields.guardrails(task).stream()));
    var models =
        Stream.concat(
                Stream.of(parts.head().get("manager_llm")), owners.map(owner -> owner.get("llm")))
            .toList();
    if (providers.contains(GOOGLE) && !providers.contains(GEMINI)) {
      models.forEach(ForeignModels::rename);
    }
    if (providers.equals(SANDBOX_ALONE)) {
      models.forEach(model -> standIn(model, findings));
    }
  }

  private static void rename(YamlNode llm) {
    if (llm.isText()) {
      owner(llm).put(llm.name(), renamed(llm.text()));
    } else if (llm.json() instanceof ObjectNode model) {
      if (llm.get("provider").text().equals(GEMINI)) {
        model.put("provider", GOOGLE);
      } else if (llm.get("model").isText() && !llm.get("provider").isText()) {
        model.put("model", renamed(llm.get("model").text()));
      }
      if (model.path("fallback") instanceof ArrayNode others) {
        for (int i = 0; i < others.size(); i++) {
          others.set(i, TextNode.valueOf(renamed(others.path(i).asText())));
        }
      }
    }
  }

  private static String renamed(String model) {
    return model.startsWith(GEMINI + "/") ? GOOGLE + model.substring(GEMINI.length()) : model;
  }

  private static void standIn(YamlNode llm, Findings findings) {
    var provider = CrewBuilder.provider(llm);
    if (provider != null && !SANDBOX_ALONE.contains(provider)) {
      var place = llm.get("provider").isText() ? llm.get("provider") : llm;
      findings.warning(
          place.problem(
              "the sandbox answers for '" + provider + "', which this server does not have"));
      if (llm.json() instanceof ObjectNode model) {
        model.remove(List.of("provider", "model"));
      } else {
        owner(llm).remove(llm.name());
      }
    }
    if (llm.json() instanceof ObjectNode model) {
      model.remove("fallback"); // there is nobody else to ask
    }
  }

  private static ObjectNode owner(YamlNode llm) {
    return (ObjectNode) llm.document().tree().at(llm.at().head());
  }
}
