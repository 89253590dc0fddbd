package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * CrewAI's JSON layout: {@code crew.jsonc} with the tasks, and {@code agents/NAME.jsonc} for each
 * agent that it names. Joined into one document of our own form, in which everything still knows
 * the file and the place where it was written. Its {@code inputs} are defaults.
 */
final class JsonLayout {
  private static final List<String> ENDINGS = List.of(".jsonc", ".json");
  private static final JsonPointer ROOT = JsonPointer.empty();

  private final YamlDocument crew;
  private final Map<String, SourceFile> files;
  private final Findings findings;
  private final JoinedDocument joined;

  private JsonLayout(YamlDocument crew, Map<String, SourceFile> files, Findings findings) {
    this.crew = crew;
    this.files = files;
    this.findings = findings;
    this.joined = new JoinedDocument(crew);
  }

  static boolean isIn(Path directory) {
    return ENDINGS.stream().anyMatch(end -> Files.isRegularFile(directory.resolve("crew" + end)));
  }

  /** The crew's file, then what may be its agents' files. */
  static List<Path> files(Path directory) {
    var all = new ArrayList<Path>();
    ENDINGS.stream()
        .map(end -> directory.resolve("crew" + end))
        .filter(Files::isRegularFile)
        .findFirst()
        .ifPresent(all::add);
    try (var agents = Files.list(directory.resolve("agents"))) {
      agents.filter(JsonLayout::isJson).sorted().forEach(all::add);
    } catch (IOException _) {
      // not there: each agent that is named is a problem then
    }
    return all;
  }

  private static boolean isJson(Path path) {
    return ENDINGS.stream().anyMatch(path.toString()::endsWith);
  }

  /** The document, or null where the findings say why there is none. */
  static @Nullable YamlDocument read(SourceFile crew, List<SourceFile> agents, Findings findings) {
    var document = document(crew, findings);
    if (document == null) {
      return null;
    }
    var files = new HashMap<String, SourceFile>();
    for (var end : ENDINGS) {
      for (var file : agents) {
        var name = String.valueOf(file.path().getFileName());
        if (name.endsWith(end)) {
          files.putIfAbsent(name.substring(0, name.length() - end.length()), file);
        }
      }
    }
    return new JsonLayout(document, files, findings).join();
  }

  private static @Nullable YamlDocument document(SourceFile source, Findings findings) {
    return YamlReader.read(
        switch (source) {
          case SourceFile.Text(var path, var text) -> new SourceFile.Text(path, Jsonc.plain(text));
          case SourceFile.Unreadable unreadable -> unreadable;
        },
        findings);
  }

  private YamlDocument join() {
    var root = crew.root();
    for (var field : root.entries()) {
      switch (field.name()) {
        case "name", "agents", "tasks", "inputs" -> {} // below, in our form
        default -> joined.put(field.at(), field);
      }
    }
    if (!root.get("description").isText() && root.get("name").isText()) {
      joined.put(ROOT.appendProperty("description"), root.get("name"));
    }
    agents(root);
    tasks(root.get("tasks"));
    for (var input : root.get("inputs").entries()) {
      input(input);
    }
    return joined.document();
  }

  private void agents(YamlNode root) {
    var named = Stream.concat(root.get("agents").items().stream(), manager(root));
    var seen = new LinkedHashSet<String>();
    named.filter(name -> seen.add(name.text())).forEach(this::agent);
  }

  /** It may have a file and stand in no list. */
  private Stream<YamlNode> manager(YamlNode root) {
    var manager = root.get("manager_agent");
    return manager.isText() ? Stream.of(manager) : Stream.empty();
  }

  private void agent(YamlNode name) {
    var file = files.get(name.text());
    if (file == null) {
      findings.problem(name.problem("there is no agents/" + name.text() + ".jsonc"));
      return;
    }
    var document = document(file, findings);
    if (document == null) {
      return;
    }
    var place = ROOT.appendProperty("agents").appendProperty(name.text());
    joined.put(place, document.root());
    joined.drop(place.appendProperty("settings"));
    for (var setting : document.root().get("settings").entries()) {
      joined.put(place.appendProperty(setting.name()), setting);
    }
  }

  private void tasks(YamlNode tasks) {
    Set<String> names = new LinkedHashSet<>();
    for (var task : tasks.items()) {
      var name = task.get("name");
      if (!name.isText()) {
        findings.problem(task.problem("name is missing; a task needs one"));
      } else if (!names.add(name.text())) {
        findings.problem(name.problem("'" + name.text() + "' is there twice"));
      } else {
        var place = ROOT.appendProperty("tasks").appendProperty(name.text());
        joined.put(place, task, name);
        joined.drop(place.appendProperty("name"));
      }
    }
  }

  private void input(YamlNode value) {
    var place = ROOT.appendProperty("inputs").appendProperty(value.name());
    joined.put(place.appendProperty("default"), value);
    joined.add(place.appendProperty("type"), TextNode.valueOf(type(value)));
  }

  private static String type(YamlNode value) {
    return switch (value.json().getNodeType()) {
      case NUMBER -> value.json().isIntegralNumber() ? "integer" : "number";
      case BOOLEAN -> "boolean";
      case ARRAY -> "array";
      case OBJECT, POJO -> "object";
      case STRING, NULL, MISSING, BINARY -> "string";
    };
  }
}
