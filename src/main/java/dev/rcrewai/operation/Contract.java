package dev.rcrewai.operation;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.rcrewai.auth.Permission;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The OpenAPI document: what is published, and what the router is made from. */
public final class Contract {
  static final String RESOURCE = "/openapi.yaml";

  private static final TypeReference<LinkedHashMap<String, Object>> TREE = new TypeReference<>() {};

  private Contract() {}

  /** The document as published. */
  public static String text() {
    return resource(RESOURCE);
  }

  /** A text file of the class path. */
  public static String resource(String name) {
    try (var in = Contract.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the router is made from: the document without what it says of answers. */
  public static Future<OpenAPIContract> load(Vertx vertx) {
    try {
      var tree = new YAMLMapper().readValue(text(), TREE);
      return OpenAPIContract.from(vertx, withoutResponseBodies(new JsonObject(tree)));
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  /** The permission that an operation names; one that names none is a fault of the document. */
  static Permission permission(Operation operation) {
    var word = operation.getExtensions().get("x-permission");
    if (word == null) {
      throw new IllegalStateException(operation.getOperationId() + " has no x-permission");
    }
    return Permission.of(word.toString());
  }

  /** The router knows a few media types only, and needs none of answers. */
  private static JsonObject withoutResponseBodies(JsonObject document) {
    var paths = document.getJsonObject("paths");
    for (var path : paths.fieldNames()) {
      var operations = paths.getJsonObject(path);
      for (var method : operations.fieldNames()) {
        var ok = new JsonObject(Map.of("description", "see the published document"));
        operations.getJsonObject(method).put("responses", new JsonObject().put("default", ok));
      }
    }
    document.getJsonObject("components").remove("responses");
    return document;
  }
}
