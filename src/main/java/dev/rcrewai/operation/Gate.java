package dev.rcrewai.operation;

import dev.rcrewai.auth.Caller;
import dev.rcrewai.auth.Permission;
import dev.rcrewai.auth.Tokens;
import dev.rcrewai.limit.CallerRate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before one operation, at every door. Lives on one event loop.
 *
 * <pre>
 *   token → permission → document → caller's rate → the operation
 *    401       403        400/415       429
 * </pre>
 */
public final class Gate {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  private final io.vertx.openapi.contract.Operation contract;
  private final Permission permission;
  private final Tokens tokens;
  private final RequestCheck check;
  private final CallerRate rate;
  private final Operation operation;

  Gate(
      io.vertx.openapi.contract.Operation contract,
      Tokens tokens,
      RequestCheck check,
      CallerRate rate,
      Operation operation) {
    this.contract = contract;
    this.permission = Contract.permission(contract);
    this.tokens = tokens;
    this.check = check;
    this.rate = rate;
    this.operation = operation;
  }

  /** Answers the request: the operation does, or the check that it does not pass. */
  public void pass(Request request) {
    if (permission == Permission.NONE) {
      validate(request, null);
      return;
    }
    tokens
        .caller(request.headers("Authorization"))
        .onSuccess(caller -> authorized(request, caller))
        .onFailure(cause -> {
          LOG.debug("a token was refused: {}", cause.getMessage());
          refuse(request, Problems.UNAUTHORIZED);
        });
  }

  private void authorized(Request request, Caller caller) {
    if (caller.may(permission)) {
      validate(request, caller);
    } else {
      refuse(request, Problems.FORBIDDEN);
    }
  }

  private void validate(Request request, @Nullable Caller caller) {
    var body = request.body();
    if (body.length() > 0 && isJson(request) && !StrictJson.matches(body)) {
      refuse(request, Problems.MALFORMED);
      return;
    }
    Exchange exchange;
    try {
      var checked = check.check(PlainRequest.of(request, contract), contract);
      exchange = new Exchange(request, caller, checked);
    } catch (RuntimeException e) {
      refuse(request, RequestProblems.of(e));
      return;
    }
    admit(exchange, caller);
  }

  private static boolean isJson(Request request) {
    return request
        .header("Content-Type")
        .filter(type -> type.regionMatches(true, 0, "application/json", 0, 16))
        .isPresent();
  }

  private void admit(Exchange exchange, @Nullable Caller caller) {
    if (caller == null) {
      operate(exchange);
      return;
    }
    rate.tryAcquire(caller.userId())
        .onSuccess(permit -> {
          switch (permit) {
            case CallerRate.Permit.Granted() -> operate(exchange);
            case CallerRate.Permit.Refused(var wait) ->
                exchange.problem(Problems.tooManyRequests(wait));
          }
        })
        .onFailure(exchange::failed);
  }

  private void operate(Exchange exchange) {
    try {
      operation.handle(exchange);
    } catch (RuntimeException e) {
      exchange.failed(e);
    }
  }

  private static void refuse(Request request, Problem problem) {
    request.send(Reply.of(problem));
  }
}
