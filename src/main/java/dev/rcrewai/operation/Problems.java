package dev.rcrewai.operation;

import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.execution.Submitted.Refused;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every error that this API answers, and nowhere else. */
public final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  public static final Problem UNAUTHORIZED = Problem.of(401, "unauthorized", "Unauthorized");
  public static final Problem FORBIDDEN = Problem.of(403, "forbidden", "Forbidden");
  public static final Problem INTERNAL = Problem.of(500, "internal_error", "Internal server error");
  public static final Problem MALFORMED =
      Problem.of(400, "malformed_json", "Invalid JSON in request body");
  public static final Problem NO_SUCH_PATH =
      Problem.of(404, "not_found", "There is nothing at this path");

  /** The same for an id that does not exist and for one that is somebody else's. */
  public static final Problem NO_SUCH_EXECUTION =
      Problem.of(404, "execution_not_found", "There is no such execution");

  public static final Problem NO_SUCH_BATCH =
      Problem.of(404, "batch_not_found", "There is no such batch");

  public static final Problem NO_SUCH_CREW =
      Problem.of(404, "crew_not_found", "There is no such crew");

  public static final Problem ENDED = Problem.of(409, "ended", "The execution has ended already");

  public static final Problem NOT_ASKED =
      Problem.of(409, "not_asked", "The execution does not wait for that answer");

  public static final Problem NOTHING_TO_REDELIVER =
      Problem.of(
          409,
          "nothing_to_redeliver",
          "The execution's webhook has been told everything, or there is none");

  private Problems() {}

  public static Problem invalid(String error) {
    return Problem.of(400, "invalid_request", error);
  }

  public static Problem tooManyRequests(Duration retryAfter) {
    return Problem.of(429, "rate_limited", "Too many requests; slow down")
        .withRetryAfter(retryAfter);
  }

  public static Problem storeUnavailable() {
    return Problem.of(503, "store_unavailable", "The store cannot be reached; try again")
        .withRetryAfter(Duration.ofSeconds(1));
  }

  /** Why an execution was not accepted. */
  public static Problem of(Refused refused) {
    var error = refused.error();
    return switch (refused) {
      case Submitted.UnknownCrew(_, var similar) ->
          Problem.of(400, "unknown_crew", error)
              .withErrors(similar.stream().map(name -> "did you mean " + name + "?").toList());
      case Submitted.InvalidInputs(var problems) ->
          Problem.of(422, "invalid_inputs", error).withErrors(problems);
      case Submitted.InputsTooLarge _ -> Problem.of(413, "inputs_too_large", error);
      case Submitted.InvalidTimeout _ -> Problem.of(400, "invalid_timeout", error);
      case Submitted.InvalidWebhook _ -> Problem.of(422, "invalid_webhook", error);
      case Submitted.UnknownKey _ -> Problem.of(422, "unknown_key", error);
      case Submitted.KeyReused _ -> Problem.of(409, "idempotency_key_reused", error);
      case Submitted.CallerFull(_, var retryAfter) ->
          Problem.of(429, "caller_limit", error).withRetryAfter(retryAfter);
      case Submitted.BudgetUsedUp(var shortage) ->
          Problem.of(402, "budget_exhausted", error)
              .with(Json.MAPPER.createObjectNode().put("budget", shortage.name()));
      case Submitted.ServerFull(_, var retryAfter) ->
          Problem.of(503, "server_full", error).withRetryAfter(retryAfter);
      case Submitted.ToolsUnavailable(_, var reasons, var retryAfter) ->
          Problem.of(503, "tools_unavailable", error)
              .withErrors(reasons)
              .withRetryAfter(retryAfter);
      case Submitted.Draining(var retryAfter) ->
          Problem.of(503, "draining", error).withRetryAfter(retryAfter);
    };
  }

  /** What the HTTP server or router refused before any operation was reached. */
  public static Problem ofStatus(int status, @Nullable Throwable cause) {
    return switch (status) {
      case 400 -> invalid("The request is not valid HTTP");
      case 404, 405 -> NO_SUCH_PATH;
      case 413 -> Problem.of(413, "body_too_large", "The request body is too large");
      case 414 -> Problem.of(414, "url_too_long", "The URL is too long");
      case 431 -> Problem.of(431, "headers_too_large", "The request headers are too large");
      default -> {
        LOG.error("a request failed with status {}", status, cause);
        yield INTERNAL;
      }
    };
  }
}
