package dev.rcrewai.sandbox;

import dev.rcrewai.sandbox.Yaml.Entry;
import dev.rcrewai.sandbox.Yaml.Kind;
import dev.rcrewai.sandbox.Yaml.Mapping;
import dev.rcrewai.sandbox.Yaml.Place;
import dev.rcrewai.sandbox.Yaml.Scalar;
import dev.rcrewai.sandbox.Yaml.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML text into {@link Yaml}, aliases expanded and every place kept. */
final class YamlReader {
  /** Aliases are expanded: without a bound on nodes ten lines could ask for a billion. */
  static final int NODES_MAX = 50_000;

  static final int DEPTH_MAX = 32;
  static final int CHARS_MAX = 1 << 20;

  private final Problems problems;
  private int nodes;

  private YamlReader(Problems problems) {
    this.problems = problems;
  }

  /** The file's only document, or null where it has none or could not be read. */
  static @Nullable Yaml read(String text, Problems problems) {
    try {
      var settings =
          LoadSettings.builder().setCodePointLimit(CHARS_MAX).setAllowNonScalarKeys(true).build();
      var root = new Compose(settings).composeString(text);
      return root.isPresent() ? new YamlReader(problems).node(root.get(), 0) : null;
    } catch (MarkedYamlEngineException e) {
      problems.add(place(e.getProblemMark()), "not valid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(Place.START, "not valid YAML: " + e.getMessage());
    } catch (TooLarge e) {
      problems.add(e.at, "the file is too large or too deep once its aliases are expanded");
    }
    return null;
  }

  private Yaml node(Node node, int depth) {
    var at = place(node.getStartMark());
    if (++nodes > NODES_MAX || depth > DEPTH_MAX) {
      throw new TooLarge(at);
    }
    return switch (node) {
      case ScalarNode scalar -> new Scalar(at, scalar.getValue(), kind(scalar.getTag()));
      case SequenceNode sequence ->
          new Sequence(at, sequence.getValue().stream().map(n -> node(n, depth + 1)).toList());
      case MappingNode mapping -> mapping(mapping, at, depth);
      default -> throw new IllegalStateException("YAML node of type " + node.getNodeType());
    };
  }

  private Mapping mapping(MappingNode node, Place at, int depth) {
    var entries = new ArrayList<Entry>();
    var seen = new HashSet<String>();
    for (var tuple : node.getValue()) {
      var keyAt = place(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(keyAt, "a key must be a plain word");
      } else if (!seen.add(key.getValue())) {
        problems.add(keyAt, "key '" + key.getValue() + "' appears twice");
      } else {
        entries.add(new Entry(keyAt, key.getValue(), node(tuple.getValueNode(), depth + 1)));
      }
    }
    return new Mapping(at, entries);
  }

  private static Kind kind(Tag tag) {
    if (tag.equals(Tag.INT)) {
      return Kind.WHOLE;
    }
    if (tag.equals(Tag.FLOAT)) {
      return Kind.DECIMAL;
    }
    if (tag.equals(Tag.BOOL)) {
      return Kind.FLAG;
    }
    return tag.equals(Tag.NULL) ? Kind.NULL : Kind.TEXT;
  }

  private static Place place(Optional<Mark> mark) {
    return mark.map(m -> new Place(m.getLine() + 1, m.getColumn() + 1)).orElse(Place.START);
  }

  /** Ends the walk at once: a file that explodes is one problem, not fifty thousand. */
  private static final class TooLarge extends RuntimeException {
    private final transient Place at;

    TooLarge(Place at) {
      this.at = at;
    }
  }
}
