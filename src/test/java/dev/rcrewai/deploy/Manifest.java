package dev.rcrewai.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One object of a YAML stream for Kubernetes. */
record Manifest(JsonNode json) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  static List<Manifest> parse(String yaml) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      return documents.readAll().stream().filter(JsonNode::isObject).map(Manifest::new).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one object of that kind and name. */
  static Manifest one(List<Manifest> all, String kind, String name) {
    var found = ofKind(all, kind).filter(one -> one.name().equals(name)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " times " + kind + "/" + name + " in " + all);
    }
    return found.getFirst();
  }

  static Stream<Manifest> ofKind(List<Manifest> all, String kind) {
    return all.stream().filter(one -> one.kind().equals(kind));
  }

  String kind() {
    return json.path("kind").asText();
  }

  String name() {
    return json.at("/metadata/name").asText();
  }

  /** For example {@code apps/v1 Deployment}. */
  String type() {
    return json.path("apiVersion").asText() + " " + kind();
  }

  JsonNode at(String pointer) {
    return json.at(pointer);
  }

  /** Whether it runs pods. */
  boolean isWorkload() {
    return at("/spec/template/spec/containers").isArray();
  }

  JsonNode pod() {
    return at("/spec/template/spec");
  }

  Stream<JsonNode> containers() {
    return elements(pod().path("containers"));
  }

  Map<String, String> podLabels() {
    return texts(at("/spec/template/metadata/labels"));
  }

  static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  static Map<String, String> texts(JsonNode object) {
    var texts = new HashMap<String, String>();
    object.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }

  @Override
  public String toString() {
    return type() + "/" + name();
  }
}
