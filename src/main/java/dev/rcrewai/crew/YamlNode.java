package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A value in a YAML file, possibly absent, that can say where it stands. */
record YamlNode(YamlDocument document, JsonPointer at) {
  /** The value; a missing node where there is none. */
  JsonNode json() {
    return document.tree().at(at);
  }

  /** The last name on the way here; empty at the root. */
  String name() {
    return at.matches() ? "" : at.last().getMatchingProperty();
  }

  YamlNode get(String key) {
    return new YamlNode(document, at.appendProperty(key));
  }

  boolean isText() {
    return json().isTextual();
  }

  boolean isObject() {
    return json().isObject();
  }

  /** The text without the line breaks and blanks around it; empty where it is no text. */
  String text() {
    return json().asText("").strip();
  }

  /** The keys of an object, as written; empty for anything else. */
  List<String> keys() {
    return json().properties().stream().map(Map.Entry::getKey).toList();
  }

  /** The values of an object, as written; empty for anything else. */
  List<YamlNode> entries() {
    return keys().stream().map(this::get).toList();
  }

  /** The values of a list; empty for anything else. */
  List<YamlNode> items() {
    return json().isArray()
        ? IntStream.range(0, json().size())
            .mapToObj(i -> new YamlNode(document, at.appendIndex(i)))
            .toList()
        : List.of();
  }

  CrewProblem problem(String message) {
    return document.problem(at, message);
  }

  CrewProblem keyProblem(String message) {
    return document.keyProblem(at, message);
  }

  CrewProblem partProblem(String part, String message) {
    return document.partProblem(at, part, message);
  }
}
