package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The JSON Schema of crew files: what editors are given is what the loader checks. Draft 7, since
 * that is what editors know best. Two keywords are our own: {@code x-not-offered} marks what CrewAI
 * has and this version has not ({@code problem} or {@code warning}), {@code x-harmless} lists
 * values that ask for nothing.
 */
public final class CrewSchema {
  /** The schema's place on the class path. */
  public static final String RESOURCE = "/crew.schema.json";

  static final String NOT_OFFERED = "x-not-offered";
  static final String HARMLESS = "x-harmless";

  private static final JsonNode ROOT = parse(text());
  private static final Map<Part, Schema> SCHEMAS = schemas();

  private CrewSchema() {}

  /** The part of a file that is checked. */
  enum Part {
    CREW(""),
    AGENTS("/definitions/agents"),
    TASKS("/definitions/tasks"),
    INPUT("/definitions/input"),
    TRAINING("/definitions/training"),
    CHECKS("/definitions/checks");

    private final String pointer;

    Part(String pointer) {
      this.pointer = pointer;
    }

    /** The faults of a value as this part. */
    List<SchemaFault> faults(JsonNode value) {
      return SchemaFaults.of(Objects.requireNonNull(SCHEMAS.get(this)), ROOT, value);
    }

    /** The schema of this part. */
    JsonNode json() {
      return ROOT.at(pointer);
    }
  }

  /** The schema as it is published. */
  public static String text() {
    try (var in = CrewSchema.class.getResourceAsStream(RESOURCE)) {
      var bytes = Objects.requireNonNull(in, RESOURCE + " is not on the class path");
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The part of the schema that a {@code #/...} reference points to, or the schema itself. */
  static JsonNode resolve(JsonNode schema) {
    var reference = schema.path("$ref").asText();
    return reference.startsWith("#/") ? ROOT.at(reference.substring(1)) : schema;
  }

  private static Map<Part, Schema> schemas() {
    var dialect =
        Dialect.builder(Dialects.getDraft7())
            .unknownKeywordFactory((name, context) -> new NonValidationKeyword(name))
            .build();
    var id = ROOT.path("$id").asText();
    var registry =
        SchemaRegistry.withDefaultDialect(
            dialect, builder -> builder.schemas(Map.of(id, ROOT.toString())));
    var schemas = new EnumMap<Part, Schema>(Part.class);
    for (var part : Part.values()) {
      schemas.put(part, registry.getSchema(SchemaLocation.of(id + "#" + part.pointer)));
    }
    return Collections.unmodifiableMap(schemas);
  }

  private static JsonNode parse(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
