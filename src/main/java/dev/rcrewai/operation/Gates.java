package dev.rcrewai.operation;

import dev.rcrewai.auth.Tokens;
import io.vertx.core.Vertx;
import io.vertx.openapi.contract.OpenAPIContract;

/** Makes the gates of one door on one event loop. */
public final class Gates {
  private final OpenAPIContract contract;
  private final OperationServices services;
  private final Tokens tokens;
  private final RequestCheck check;

  public Gates(Vertx vertx, OpenAPIContract contract, OperationServices services) {
    var auth = services.settings().auth();
    this.contract = contract;
    this.services = services;
    this.tokens = new Tokens(vertx, auth, services.keys(), services.clock());
    this.check = new RequestCheck(vertx, contract);
  }

  /** The gate of that operation, which the document names. */
  public Gate before(Operation operation) {
    var document = contract.operation(operation.id());
    return new Gate(document, tokens, check, services.rate(), operation);
  }
}
