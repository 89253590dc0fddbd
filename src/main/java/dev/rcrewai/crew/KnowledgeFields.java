package dev.rcrewai.crew;

import dev.rcrewai.crew.KnowledgeSource.CallersFile;
import dev.rcrewai.crew.KnowledgeSource.Page;
import dev.rcrewai.crew.KnowledgeSource.SharedFile;
import dev.rcrewai.crew.KnowledgeSource.Text;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields {@code knowledge} (CrewAI's {@code knowledge_sources} means the same) and {@code
 * knowledge_config} of crews and agents.
 */
final class KnowledgeFields {
  /** What can be read; a name with another ending is none of a document. */
  private static final Set<String> ENDINGS = Set.of("txt", "md", "markdown", "csv", "pdf", "json");

  private static final String CALLER = "caller";

  private KnowledgeFields() {}

  /** What a crew or an agent knows; null where that is nothing. */
  static @Nullable Knowledge of(YamlNode owner) {
    var sources = sources(owner).map(KnowledgeFields::source).toList();
    if (sources.isEmpty()) {
      return null;
    }
    var config = owner.get("knowledge_config");
    return new Knowledge(
        sources,
        config.get("results_limit").json().asInt(Knowledge.RESULTS_MAX_DEFAULT),
        size(config),
        overlap(config));
  }

  static void check(CrewParts parts, Findings findings) {
    Stream.concat(Stream.of(parts.head()), parts.agents().entries().stream())
        .forEach(owner -> check(owner, findings));
  }

  /** The paths in which inputs may be named. */
  static Stream<YamlNode> prompts(CrewParts parts) {
    return Stream.concat(Stream.of(parts.head()), parts.agents().entries().stream())
        .flatMap(KnowledgeFields::sources)
        .filter(KnowledgeFields::isCallers)
        .map(source -> source.get("file"));
  }

  private static void check(YamlNode owner, Findings findings) {
    sources(owner)
        .filter(source -> isOne(source, findings))
        .forEach(source -> check(source, source(source), findings));
    var config = owner.get("knowledge_config");
    if (overlap(config) >= size(config)) {
      findings.problem(
          config.problem(
              "chunk_overlap is %d; expected less than chunk_size, which is %d"
                  .formatted(overlap(config), size(config))));
    }
  }

  private static boolean isOne(YamlNode source, Findings findings) {
    long said =
        Stream.of("text", "file", "url").filter(field -> source.get(field).isText()).count();
    if (source.isObject() && said != 1) {
      findings.problem(source.problem("expected one of text, file and url"));
      return false;
    }
    if (isCallers(source) && !source.get("file").isText()) {
      findings.problem(source.get("of").keyProblem("of says whose a file is; there is no file"));
      return false;
    }
    return true;
  }

  private static void check(YamlNode node, KnowledgeSource source, Findings findings) {
    switch (source) {
      case Text _ -> {}
      case SharedFile(var path) -> checkFile(node, path, findings);
      case CallersFile(var path) -> {
        // What an input brings is known only when it is there.
        if (Placeholders.names(path).isEmpty()) {
          checkFile(node, path, findings);
        }
      }
      case Page(var url) -> {
        if (!isAddress(url)) {
          findings.problem(node.problem("'" + url + "' is no http or https address"));
        }
      }
    }
  }

  private static void checkFile(YamlNode node, String path, Findings findings) {
    var ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (!ENDINGS.contains(ending)) {
      findings.problem(
          node.problem(
              "'%s' cannot be read; expected a file that ends with one of: %s"
                  .formatted(path, String.join(", ", ENDINGS.stream().sorted().toList()))));
    }
  }

  private static boolean isAddress(String url) {
    try {
      var address = URI.create(url);
      return address.getHost() != null && String.valueOf(address.getScheme()).matches("https?");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Stream<YamlNode> sources(YamlNode owner) {
    return Stream.of("knowledge", "knowledge_sources")
        .flatMap(field -> owner.get(field).items().stream());
  }

  private static KnowledgeSource source(YamlNode node) {
    if (node.isText()) {
      var name = node.text().strip();
      return name.matches("(?i)https?://.*") ? new Page(name) : new SharedFile(name);
    }
    if (node.get("text").isText()) {
      return new Text(node.get("text").text());
    }
    if (node.get("url").isText()) {
      return new Page(node.get("url").text().strip());
    }
    var path = node.get("file").text().strip();
    return isCallers(node) ? new CallersFile(path) : new SharedFile(path);
  }

  private static boolean isCallers(YamlNode source) {
    return source.get("of").text().equals(CALLER);
  }

  private static int size(YamlNode config) {
    return config.get("chunk_size").json().asInt(Knowledge.CHUNK_SIZE_DEFAULT);
  }

  /** As usual, or as much of smaller chunks. */
  private static int overlap(YamlNode config) {
    return config
        .get("chunk_overlap")
        .json()
        .asInt(Math.min(Knowledge.CHUNK_OVERLAP_DEFAULT, size(config) / 10));
  }
}
