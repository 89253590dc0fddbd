package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.crew.YamlDocument.Place;
import java.util.HashMap;
import java.util.Map;

/** One document made of parts of others; each part remembers where it was written. */
final class JoinedDocument {
  private final YamlDocument main;
  private final ObjectNode tree = JsonNodeFactory.instance.objectNode();
  private final Map<JsonPointer, Place> places = new HashMap<>();

  /**
   * A document that is empty yet.
   *
   * @param main where problems stand that have no place
   */
  JoinedDocument(YamlDocument main) {
    this.main = main;
    copyPlace(main, JsonPointer.empty(), JsonPointer.empty());
  }

  /** Puts a copy of the value there. */
  void put(JsonPointer at, YamlNode value) {
    add(at, value.json().deepCopy());
    var from = value.at().toString();
    for (var written : value.document().places().entrySet()) {
      var path = written.getKey().toString();
      if (path.equals(from) || path.startsWith(from + "/")) {
        places.put(JsonPointer.compile(at + path.substring(from.length())), written.getValue());
      }
    }
  }

  /** The same where something else is its key. */
  void put(JsonPointer at, YamlNode value, YamlNode key) {
    put(at, value);
    var named = key.document().places().get(key.at());
    places.computeIfPresent(at, (_, place) -> named == null ? place : place.withKey(named.value()));
  }

  /** Adds a value that nobody wrote. */
  void add(JsonPointer at, JsonNode value) {
    var parent = tree.withObject(at.head());
    parent.set(at.last().getMatchingProperty(), value);
    places.putIfAbsent(at.head(), places.getOrDefault(JsonPointer.empty(), YamlDocument.NOWHERE));
  }

  void drop(JsonPointer at) {
    tree.withObject(at.head()).remove(at.last().getMatchingProperty());
  }

  YamlDocument document() {
    return new YamlDocument(main.file(), main.text(), tree, Map.copyOf(places));
  }

  private void copyPlace(YamlDocument from, JsonPointer at, JsonPointer to) {
    var place = from.places().get(at);
    if (place != null) {
      places.put(to, place);
    }
  }
}
