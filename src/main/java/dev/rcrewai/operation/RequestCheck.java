package dev.rcrewai.operation;

import io.vertx.core.Vertx;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import io.vertx.openapi.validation.impl.RequestValidatorImpl;
import java.util.HashMap;
import java.util.Map;

/**
 * Checks requests against the document, on the event loop that has them. The library's own way
 * hands each request to a worker thread and makes a new validator for each body, which costs
 * several times what the check does; it still finds the words for a body that does not match.
 */
final class RequestCheck {
  private final RequestValidatorImpl validator;
  private final Map<String, Validator> jsonBodies = new HashMap<>();

  RequestCheck(Vertx vertx, OpenAPIContract contract) {
    this.validator = new RequestValidatorImpl(vertx, contract);
    for (var operation : contract.operations()) {
      var body = operation.getRequestBody();
      var json = body == null ? null : body.getContent().get(MediaType.APPLICATION_JSON);
      if (json != null) {
        var bodies = contract.getSchemaRepository().validator(json.getSchema());
        jsonBodies.put(operation.getOperationId(), bodies);
      }
    }
  }

  /** The request as the document types it; throws what {@link RequestProblems} understands. */
  ValidatedRequest check(PlainRequest request, Operation operation) {
    return new PlainRequest(
        parameters(operation, Location.HEADER, request.headers()),
        parameters(operation, Location.PATH, request.path()),
        parameters(operation, Location.QUERY, request.query()),
        body(operation, request),
        request.contentType());
  }

  private RequestParameter body(Operation operation, PlainRequest request) {
    var schema = jsonBodies.get(operation.getOperationId());
    if (schema != null) {
      var object = request.object();
      if (object != null && Boolean.TRUE.equals(schema.validate(object).getValid())) {
        return new PlainRequest.Value(object);
      }
    }
    return validator.validateBody(operation.getRequestBody(), request);
  }

  private Map<String, RequestParameter> parameters(
      Operation operation, Location location, Map<String, RequestParameter> given) {
    var checked = new HashMap<String, RequestParameter>();
    for (var parameter : operation.getParameters()) {
      if (parameter.getIn() == location) {
        var name = parameter.getName();
        checked.put(name, validator.validateParameter(parameter, given.get(name)));
      }
    }
    return checked;
  }
}
