package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The JSON Schema of flow files: what editors are given is what the loader checks. */
public final class FlowSchema {
  /** The schema's place on the class path. */
  public static final String RESOURCE = "/flow.schema.json";

  private static final JsonNode ROOT = parse(text());
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(ROOT);

  private FlowSchema() {}

  /** The schema as it is published. */
  public static String text() {
    try (var in = FlowSchema.class.getResourceAsStream(RESOURCE)) {
      var bytes = Objects.requireNonNull(in, RESOURCE + " is not on the class path");
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The faults of a flow's file. */
  static List<SchemaFault> faults(JsonNode value) {
    return SchemaFaults.of(SCHEMA, ROOT, value);
  }

  private static JsonNode parse(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
