package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Words the faults of a crew's file for its author, and finds their places. */
final class FaultProblems {
  /** The only key of an object that stands for something in Python, in CrewAI's JSON. */
  private static final String PYTHON = "python";

  private FaultProblems() {}

  static CrewProblem of(SchemaFault fault, YamlDocument document) {
    var at = fault.at();
    return switch (fault) {
      case SchemaFault.Missing(_, var property) -> missing(document, at, property);
      case SchemaFault.Unknown(_, var property, var known) ->
          document.keyProblem(
              at.appendProperty(property),
              property.equals(PYTHON)
                  ? "'python' names code, and no code of a crew's runs here; write what it stands"
                      + " for"
                  : "unknown key '" + property + "'" + DidYouMean.hint(property, known));
      case SchemaFault.BadName(_, var property, var schema) ->
          document.keyProblem(
              at.appendProperty(property),
              "the name '"
                  + property
                  + "' must match "
                  + schema.path("pattern").asText()
                  + rename(property, schema.path("pattern").asText()));
      case SchemaFault.Unfit(_, var value, var schema) -> unfit(document, at, value, schema);
    };
  }

  /** Whether the value is CrewAI's reference to Python code. */
  static boolean isPython(JsonNode value) {
    return value.isObject() && value.size() == 1 && value.has(PYTHON);
  }

  /** What the name could be; empty where nothing like it is allowed. */
  private static String rename(String name, String pattern) {
    var words = name.strip().replaceAll("[^A-Za-z0-9_-]+", "_");
    return Stream.of(words, words.toLowerCase(Locale.ROOT))
        .filter(word -> Pattern.compile(pattern).matcher(word).find())
        .filter(word -> word.chars().anyMatch(Character::isLetterOrDigit))
        .findFirst()
        .map(word -> "; write '" + word + "', also where it is referred to")
        .orElse("");
  }

  static CrewProblem missing(YamlDocument document, JsonPointer at, String property) {
    var place = at.appendProperty(property);
    if (document.has(place)) {
      return document.keyProblem(place, property + " is empty");
    }
    var owner = at.matches() ? "" : " in '" + at.last().getMatchingProperty() + "'";
    return document.keyProblem(at, property + " is missing" + owner);
  }

  private static CrewProblem unfit(
      YamlDocument document, JsonPointer at, JsonNode value, JsonNode schema) {
    var hint = value.isTextual() ? hint(value.asText(), schema.path("enum")) : "";
    var message =
        subject(at)
            + " is "
            + (isPython(value)
                ? "Python, and no code of a crew's runs here"
                : SchemaWords.shown(value))
            + "; expected "
            + SchemaWords.expected(schema)
            + hint;
    return value.isContainerNode()
        ? document.keyProblem(at, message)
        : document.problem(at, message);
  }

  private static String subject(JsonPointer at) {
    if (at.matches()) {
      return "the file";
    }
    var last = at.last();
    return last.mayMatchElement() && !at.head().matches()
        ? at.head().last().getMatchingProperty() + "[" + last.getMatchingIndex() + "]"
        : last.getMatchingProperty();
  }

  private static String hint(String word, JsonNode words) {
    var known = SchemaWords.values(words).map(JsonNode::asText).toList();
    var closest = DidYouMean.closest(word, known);
    return closest == null ? "" : "; did you mean '" + closest + "'?";
  }
}
