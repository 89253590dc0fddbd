package dev.rcrewai.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The texts of {@code conf/server.yaml}: sections of keys, each with a single value. Whatever does
 * not fit is a problem with its place; a key without a value counts as not given.
 */
final class ConfigFile {
  private static final LoadSettings YAML = LoadSettings.builder().setUseMarks(true).build();

  /**
   * A text and where it stands, as {@code file:line:column: section.key}.
   *
   * @param origin where to look for a newer one
   */
  record Entry(String where, String text, GivenSecret.Origin origin) {
    Entry(String where, String text) {
      this(where, text, new GivenSecret.Fixed());
    }
  }

  private final Path path;
  private final Set<SettingsProblem> problems;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private ConfigFile(Path path, Set<SettingsProblem> problems) {
    this.path = path;
    this.problems = problems;
  }

  /** Adds what is wrong with the file to {@code problems}. */
  static ConfigFile read(Path path, Set<SettingsProblem> problems) {
    var file = new ConfigFile(path, problems);
    try (var text = Files.newBufferedReader(path)) {
      new Compose(YAML).composeReader(text).ifPresent(file::sections);
    } catch (IOException e) {
      var found = "not readable (" + e.getClass().getSimpleName() + ")";
      problems.add(SettingsProblem.unlike(path.toString(), found, "a YAML file"));
    } catch (YamlEngineException e) {
      problems.add(file.notYaml(e));
    }
    return file;
  }

  static ConfigFile none() {
    return new ConfigFile(Path.of(""), Set.of());
  }

  /** What is given under {@code section.key}. */
  Optional<Entry> find(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  private void sections(Node root) {
    for (var tuple : tuples(root, "", "sections, such as 'http:', with keys below them")) {
      var name = name(tuple);
      if (!KnownKeys.isSection(name)) {
        problems.add(KnownKeys.unknown(where(tuple, name), name));
      } else {
        keys(name, tuple.getValueNode());
      }
    }
  }

  private void keys(String section, Node node) {
    for (var tuple : tuples(node, section, "keys, each with a value")) {
      var name = section + "." + name(tuple);
      var where = where(tuple, name);
      if (!KnownKeys.isKey(name)) {
        problems.add(KnownKeys.unknown(where, name));
      } else if (!(tuple.getValueNode() instanceof ScalarNode value)) {
        problems.add(SettingsProblem.unlike(where, "a list or a mapping", "a single value"));
      } else if (!value.getTag().equals(Tag.NULL) && !value.getValue().isBlank()) {
        keep(name, new Entry(where, value.getValue()));
      }
    }
  }

  private void keep(String name, Entry entry) {
    if (entries.putIfAbsent(name, entry) != null) {
      problems.add(SettingsProblem.unlike(entry.where(), "given twice", "it once"));
    }
  }

  private List<NodeTuple> tuples(Node node, String key, String expected) {
    if (node instanceof MappingNode mapping) {
      return mapping.getValue();
    }
    if (!node.getTag().equals(Tag.NULL)) {
      var where = place(node.getStartMark()) + (key.isEmpty() ? "" : ": " + key);
      problems.add(SettingsProblem.unlike(where, "a value or a list", expected));
    }
    return List.of();
  }

  private SettingsProblem notYaml(YamlEngineException e) {
    if (e instanceof MarkedYamlEngineException marked) {
      var found = "not YAML (" + Shown.text(marked.getProblem()) + ")";
      return SettingsProblem.unlike(place(marked.getProblemMark()), found, "sections of keys");
    }
    var found = "not YAML (" + Shown.text(String.valueOf(e.getMessage())) + ")";
    return SettingsProblem.unlike(path.toString(), found, "sections of keys");
  }

  private static String name(NodeTuple tuple) {
    // Other keys than scalars are refused while the file is parsed.
    return ((ScalarNode) tuple.getKeyNode()).getValue();
  }

  private String where(NodeTuple tuple, String key) {
    return place(tuple.getKeyNode().getStartMark()) + ": " + Shown.text(key);
  }

  private String place(Optional<Mark> mark) {
    return mark.map(at -> path + ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
        .orElse(path.toString());
  }
}
