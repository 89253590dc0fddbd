package dev.rcrewai.http;

import dev.rcrewai.limit.CallerRate;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before one operation.
 *
 * <pre>
 *   exact path → token → permission → document → caller's rate → the operation
 *      404       401        403        400/415       429
 * </pre>
 */
final class Guard implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  private final io.vertx.openapi.contract.Operation contract;
  private final Permission permission;
  private final Pattern path;
  private final Tokens tokens;
  private final RequestCheck check;
  private final CallerRate rate;
  private final Operation operation;

  Guard(
      io.vertx.openapi.contract.Operation contract,
      Tokens tokens,
      RequestCheck check,
      CallerRate rate,
      Operation operation) {
    this.contract = contract;
    this.permission = Contract.permission(contract);
    this.path = Pattern.compile(contract.getOpenAPIPath().replaceAll("\\{[^}]+}", "[^/]+"));
    this.tokens = tokens;
    this.check = check;
    this.rate = rate;
    this.operation = operation;
  }

  @Override
  public void handle(RoutingContext context) {
    if (!path.matcher(context.request().path()).matches()) {
      Exchange.send(context, Problems.NO_SUCH_PATH);
      return;
    }
    if (permission == Permission.NONE) {
      validate(context, null);
      return;
    }
    authenticate(context)
        .onSuccess(caller -> authorized(context, caller))
        .onFailure(cause -> {
          LOG.debug("a token was refused: {}", cause.getMessage());
          Exchange.send(context, Problems.UNAUTHORIZED);
        });
  }

  private Future<Caller> authenticate(RoutingContext context) {
    var headers = context.request().headers().getAll("Authorization");
    if (headers.size() != 1 || !headers.getFirst().regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Future.failedFuture(new Tokens.Refused("there is no bearer token"));
    }
    return tokens.check(headers.getFirst().substring(7).strip());
  }

  private void authorized(RoutingContext context, Caller caller) {
    if (caller.may(permission)) {
      validate(context, caller);
    } else {
      Exchange.send(context, Problems.FORBIDDEN);
    }
  }

  private void validate(RoutingContext context, @Nullable Caller caller) {
    var body = context.body().buffer();
    if (body != null && body.length() > 0 && isJson(context) && !StrictJson.matches(body)) {
      Exchange.send(context, Problems.MALFORMED);
      return;
    }
    Exchange exchange;
    try {
      var request = check.check(PlainRequest.of(context, contract), contract);
      exchange = new Exchange(context, caller, request);
    } catch (RuntimeException e) {
      Exchange.send(context, RequestProblems.of(e));
      return;
    }
    admit(context, exchange, caller);
  }

  private static boolean isJson(RoutingContext context) {
    var type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    return type != null && type.regionMatches(true, 0, "application/json", 0, 16);
  }

  private void admit(RoutingContext context, Exchange exchange, @Nullable Caller caller) {
    if (caller == null) {
      operate(exchange);
      return;
    }
    rate.tryAcquire(caller.userId())
        .onSuccess(permit -> {
          switch (permit) {
            case CallerRate.Permit.Granted() -> operate(exchange);
            case CallerRate.Permit.Refused(var wait) ->
                Exchange.send(context, Problems.tooManyRequests(wait));
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
}
