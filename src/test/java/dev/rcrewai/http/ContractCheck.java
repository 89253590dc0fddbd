package dev.rcrewai.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.rcrewai.operation.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Compares answers with the published OpenAPI document. */
final class ContractCheck {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private final JsonNode document;
  private final Map<String, JsonNode> operations = new LinkedHashMap<>();

  ContractCheck() {
    try {
      document = new YAMLMapper().readTree(Contract.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    document
        .path("paths")
        .forEach(path ->
            path.forEach(
                operation -> operations.put(operation.path("operationId").asText(), operation)));
  }

  /** The document's operations by their ids. */
  Map<String, JsonNode> operations() {
    return operations;
  }

  /** The document's operation of that id. */
  JsonNode operation(String id) {
    return Objects.requireNonNull(operations.get(id), () -> "no operation " + id);
  }

  /** Fails unless the document declares this status, media type and body for that operation. */
  void conforms(String operationId, Answer answer) {
    var responses = operation(operationId).path("responses");
    var declared = resolved(responses.path(Integer.toString(answer.status())));
    if (declared.isMissingNode()) {
      declared = resolved(responses.path("default"));
    }
    assertThat(declared.isObject())
        .as("%s declares status %d: %s", operationId, answer.status(), answer.body())
        .isTrue();
    if (declared.path("content").isMissingNode()) {
      assertThat(answer.body()).isEmpty();
      return;
    }
    var content = declared.path("content").path(answer.mediaType());
    assertThat(content.isObject())
        .as("%s declares %s for %d", operationId, answer.mediaType(), answer.status())
        .isTrue();
    if (answer.mediaType().endsWith("json")) {
      var faults = REGISTRY.getSchema(whole(content.path("schema"))).validate(answer.json());
      assertThat(faults).as("%s: %s", operationId, answer.body()).isEmpty();
    }
  }

  /** The schema with the components that it refers to. */
  private JsonNode whole(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", document.path("components"));
    return whole;
  }

  private JsonNode resolved(JsonNode node) {
    var reference = node.path("$ref").asText();
    return reference.isEmpty() ? node : document.at(reference.substring(1));
  }
}
