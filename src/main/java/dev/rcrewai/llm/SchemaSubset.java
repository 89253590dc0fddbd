package dev.rcrewai.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * JSON Schema as far as a provider knows it. What it has no word for is said to the model in the
 * description; whoever asked checks the answer against the schema as it was.
 *
 * @param words those that it knows
 * @param takes whether it takes this word, one of those, with this value
 */
public record SchemaSubset(Set<String> words, BiPredicate<String, JsonNode> takes) {
  public SchemaSubset {
    words = Set.copyOf(words);
  }

  /** A subset that takes its words with any value. */
  public SchemaSubset(Set<String> words) {
    this(words, (word, value) -> true);
  }

  /** Says this schema in its words; the tree is changed, and comes back. */
  public ObjectNode of(ObjectNode root) {
    SchemaTree.all(root).forEach(this::translate);
    return root;
  }

  private void translate(ObjectNode schema) {
    if (!words.contains("oneOf") && schema.has("oneOf") && !schema.has("anyOf")) {
      schema.set("anyOf", schema.remove("oneOf"));
    }
    if (!words.contains("const") && schema.has("const")) {
      var only = schema.remove("const");
      schema.putArray("enum").add(only);
    }
    schema.remove("$schema");
    var others =
        List.copyOf(schema.properties()).stream()
            .filter(word -> !isTaken(word.getKey(), word.getValue()))
            .toList();
    if (!others.isEmpty()) {
      var said =
          others.stream()
              .map(word -> word.getKey() + ": " + word.getValue())
              .collect(Collectors.joining(", ", "(", ")"));
      others.forEach(word -> schema.remove(word.getKey()));
      schema.put("description", (WireJson.text(schema.path("description")) + " " + said).strip());
    }
  }

  private boolean isTaken(String word, JsonNode value) {
    return words.contains(word) && takes.test(word, value);
  }
}
