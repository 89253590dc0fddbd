package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Turns composed YAML nodes into a JSON tree with places. Aliases are expanded, up to a bound. */
final class YamlTree {
  private static final int NODES_MAX = 100_000;
  static final int DEPTH_MAX = 32;

  /** The longest number: parsing takes longer than linear time. */
  private static final int PLAIN_CHARS_MAX = 100;

  private static final Set<Tag> PLAIN = Set.of(Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);
  private static final Map<Tag, ConstructNode> SCALARS =
      new CoreSchema().getSchemaTagConstructors();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String file;
  private final String text;
  private final Findings findings;
  private final Map<JsonPointer, YamlDocument.Place> places = new HashMap<>();
  private int nodes;

  YamlTree(String file, String text, Findings findings) {
    this.file = file;
    this.text = text;
    this.findings = findings;
  }

  /** The document, or null where the findings say why there is none. */
  @Nullable YamlDocument document(Node root) {
    var tree = convert(root, root, JsonPointer.empty(), 0);
    if (isTooLarge()) {
      problem(root, "aliases make the file too large; write it with fewer of them");
      return null;
    }
    return new YamlDocument(file, text, tree, Map.copyOf(places));
  }

  private JsonNode convert(Node key, Node node, JsonPointer at, int depth) {
    nodes++;
    if (isTooLarge() || depth > DEPTH_MAX) {
      nodes = NODES_MAX + 1; // an alias inside what it stands for, or a bomb: stop everywhere
      return NullNode.getInstance();
    }
    places.put(at, place(key, node));
    return switch (node) {
      case MappingNode mapping -> object(mapping, at, depth);
      case SequenceNode sequence -> array(sequence, at, depth);
      case ScalarNode scalar -> scalar(scalar);
      default -> throw new IllegalStateException("no such kind of YAML node: " + node);
    };
  }

  private JsonNode object(MappingNode mapping, JsonPointer at, int depth) {
    var object = NODES.objectNode();
    var keys = new HashMap<String, Node>();
    for (var entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        problem(entry.getKeyNode(), "a key must be text");
        continue;
      }
      var first = keys.putIfAbsent(key.getValue(), key);
      if (first != null) {
        var line = mark(first).getLine() + 1;
        problem(key, "'" + key.getValue() + "' is there twice; first in line " + line);
        continue;
      }
      var place = at.appendProperty(key.getValue());
      object.set(key.getValue(), convert(key, entry.getValueNode(), place, depth + 1));
    }
    return object;
  }

  private JsonNode array(SequenceNode sequence, JsonPointer at, int depth) {
    var array = NODES.arrayNode();
    for (var item : sequence.getValue()) {
      array.add(convert(item, item, at.appendIndex(array.size()), depth + 1));
    }
    return array;
  }

  private JsonNode scalar(ScalarNode node) {
    var tag = node.getTag();
    var written = TextNode.valueOf(node.getValue());
    if (tag.equals(Tag.STR) || node.getValue().length() > PLAIN_CHARS_MAX) {
      return written;
    }
    var construct = PLAIN.contains(tag) ? SCALARS.get(tag) : null;
    if (construct == null) {
      problem(node, "the tag " + tag + " means nothing in a crew; remove it");
      return written;
    }
    try {
      var value = construct.construct(node);
      if (value instanceof Double number && !Double.isFinite(number)) {
        problem(node, "'" + node.getValue() + "' is not a number that JSON has");
      }
      return JSON.valueToTree(value);
    } catch (NumberFormatException e) {
      problem(node, "'" + node.getValue() + "' does not fit its tag " + tag);
      return written;
    }
  }

  private boolean isTooLarge() {
    return nodes > NODES_MAX;
  }

  private YamlDocument.Place place(Node key, Node value) {
    var from = mark(value);
    var to = value.getEndMark().orElse(from);
    return new YamlDocument.Place(
        file, text, Spot.of(mark(key)), Spot.of(from), from.getIndex(), to.getIndex());
  }

  private static Mark mark(Node node) {
    return node.getStartMark().orElseThrow();
  }

  private void problem(Node node, String message) {
    var spot = Spot.of(mark(node));
    findings.problem(new CrewProblem(file, spot.line(), spot.column(), message));
  }
}
