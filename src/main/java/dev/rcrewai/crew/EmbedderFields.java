package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The field {@code embedder}: {@code none}, {@code PROVIDER}, {@code PROVIDER/MODEL}, {@code
 * {provider, model}}, or CrewAI's {@code {provider, config: {model}}}.
 */
final class EmbedderFields {
  private static final String FIELD = "embedder";

  /** CrewAI's names of providers that have another here. */
  private static final Map<String, String> CREWAI_NAMES =
      Map.of("gemini", "google", "google-generativeai", "google", "google-vertex", "google");

  private static final Set<String> SANDBOX_ALONE = Set.of("sandbox");

  private EmbedderFields() {}

  /** The embedder of a crew; null where it names none. */
  static @Nullable Embedder of(YamlNode head) {
    var field = head.get(FIELD);
    if (field.isText()) {
      var text = field.text().strip();
      int slash = text.indexOf('/');
      var provider = slash < 0 ? text : text.substring(0, slash);
      var model = slash < 0 ? null : text.substring(slash + 1);
      return new Embedder(renamed(provider), model);
    }
    if (!field.isObject()) {
      return null;
    }
    var provider = field.get("provider");
    return new Embedder(provider.isText() ? renamed(provider.text()) : null, model(field));
  }

  /** Where the sandbox is a server's only provider, it makes the vectors for all others. */
  static void check(CrewParts parts, Set<String> providers, Findings findings) {
    var embedder = of(parts.head());
    var provider = embedder == null || embedder.isNone() ? null : embedder.provider();
    if (provider == null || providers.isEmpty() || providers.contains(provider)) {
      return;
    }
    var field = parts.head().get(FIELD);
    var place = field.get("provider").isText() ? field.get("provider") : field;
    if (providers.equals(SANDBOX_ALONE) && parts.head().json() instanceof ObjectNode head) {
      findings.warning(
          place.problem(
              "the sandbox answers for '" + provider + "', which this server does not have"));
      head.remove(FIELD);
      return;
    }
    findings.problem(
        place.problem(
            "provider '%s' is not configured on this server; there are: none, %s"
                .formatted(provider, String.join(", ", new TreeSet<>(providers)))));
  }

  private static @Nullable String model(YamlNode field) {
    var config = field.get("config");
    for (var named :
        new YamlNode[] {field.get("model"), config.get("model"), config.get("model_name")}) {
      if (named.isText()) {
        return named.text();
      }
    }
    return null;
  }

  private static String renamed(String provider) {
    return CREWAI_NAMES.getOrDefault(provider, provider);
  }
}
