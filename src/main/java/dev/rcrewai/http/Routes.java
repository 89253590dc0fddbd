package dev.rcrewai.http;

import dev.rcrewai.operation.Gates;
import dev.rcrewai.operation.Operation;
import dev.rcrewai.operation.Problem;
import dev.rcrewai.operation.Problems;
import dev.rcrewai.operation.Reply;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes the router: one guarded route for each operation of the document, 404 for all else. */
final class Routes {
  private static final String OTHER = "other";

  private final Vertx vertx;
  private final HttpServices services;
  private final EventStreams streams;

  Routes(Vertx vertx, HttpServices services, EventStreams streams) {
    this.vertx = vertx;
    this.services = services;
    this.streams = streams;
  }

  /** Fails where the document and the operations are not the same set. */
  Router router(OpenAPIContract contract, List<Operation> operations) {
    var byId = operations.stream().collect(Collectors.toMap(Operation::id, Function.identity()));
    var gates = new Gates(vertx, contract, services.operations());
    var metrics = services.metrics().metrics();
    var tracing = services.operations().tracing();
    var builder = RouterBuilder.create(vertx, contract);
    for (var route : builder.getRoutes()) {
      var document = route.getOperation();
      var path = document.getOpenAPIPath();
      var operation = take(byId, document.getOperationId());
      route.setDoSecurity(false).setDoValidation(false);
      route.addHandler(new Measured(metrics, path));
      if (tracing.isOn() && HttpOperations.isTraced(operation)) {
        route.addHandler(new Traced(tracing, path));
      }
      route.addHandler(body());
      route.addHandler(new Guard(path, gates.before(operation), streams));
    }
    if (!byId.isEmpty()) {
      throw new IllegalStateException("operations that the document lacks: " + byId.keySet());
    }
    var routes = builder.createRouter();
    routes
        .route()
        .last()
        .handler(new Measured(metrics, OTHER))
        .handler(context -> answer(context, Problems.NO_SUCH_PATH));
    routes.route().failureHandler(this::failed);
    for (int status : new int[] {400, 404, 405, 413, 414, 431, 500}) {
      routes.errorHandler(status, this::failed);
    }
    return routes;
  }

  private BodyHandler body() {
    return BodyHandler.create(false)
        .setBodyLimit(services.operations().settings().http().bodyBytesMax());
  }

  private void failed(RoutingContext context) {
    answer(context, Problems.ofStatus(status(context), context.failure()));
  }

  private static void answer(RoutingContext context, Problem problem) {
    WebRequest.send(context.response(), Reply.of(problem));
  }

  /** Operations begin when the request has been read; what fails before is the sender's fault. */
  private static int status(RoutingContext context) {
    if (context.failure() instanceof HttpException http) {
      return http.getStatusCode();
    }
    boolean unread = context.failure() == null || !context.request().isEnded();
    return unread && context.statusCode() < 400 ? 400 : context.statusCode();
  }

  private static Operation take(Map<String, Operation> byId, String id) {
    var operation = byId.remove(id);
    if (operation == null) {
      throw new IllegalStateException("the document's operation " + id + " is not implemented");
    }
    return operation;
  }
}
