package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A YAML file as a JSON tree that remembers where everything was written.
 *
 * @param file its name in problems
 * @param text what was read
 * @param tree the values
 * @param places of every value, by pointer
 */
record YamlDocument(String file, String text, JsonNode tree, Map<JsonPointer, Place> places) {
  static final Place NOWHERE = new Place("", "", Spot.START, Spot.START, 0, 0);

  /**
   * Where a value and its key were written.
   *
   * @param file its name; empty where nobody wrote it
   * @param text all of the file
   * @param key the value's own place where it has no key
   * @param from index of the value's first code point
   * @param to index of the code point after its last
   */
  record Place(String file, String text, Spot key, Spot value, int from, int to) {
    Place withKey(Spot other) {
      return new Place(file, text, other, value, from, to);
    }
  }

  YamlNode root() {
    return new YamlNode(this, JsonPointer.empty());
  }

  boolean has(JsonPointer at) {
    return places.containsKey(at);
  }

  CrewProblem problem(JsonPointer at, String message) {
    var place = place(at);
    return problem(place, place.value(), message);
  }

  CrewProblem keyProblem(JsonPointer at, String message) {
    var place = place(at);
    return problem(place, place.key(), message);
  }

  /** A problem with a part of a text, at the part itself where it was written as such. */
  CrewProblem partProblem(JsonPointer at, String part, String message) {
    var place = place(at);
    var written = place.text();
    var from = written.offsetByCodePoints(0, place.from());
    var to = written.offsetByCodePoints(from, place.to() - place.from());
    var index = written.substring(from, to).indexOf(part);
    return problem(place, index < 0 ? place.value() : Spot.of(written, from + index), message);
  }

  private Place place(JsonPointer at) {
    return places.getOrDefault(at, NOWHERE);
  }

  private CrewProblem problem(Place place, Spot spot, String message) {
    var named = place.file().isEmpty() ? file : place.file();
    return new CrewProblem(named, spot.line(), spot.column(), message);
  }
}
