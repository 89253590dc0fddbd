package dev.rcrewai.operation;

import dev.rcrewai.execution.BadPageToken;
import dev.rcrewai.execution.ExecutionFilter;
import dev.rcrewai.execution.ExecutionPage;
import dev.rcrewai.execution.ExecutionView;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Status;
import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/executions}: the caller's own, newest first; of those that wait for people also
 * the ones whose questions the caller may answer.
 */
final class ListExecutionsOperation implements Operation {
  private static final int LIMIT_DEFAULT = 50;

  private final Executions executions;
  private final ExecutionView view;

  ListExecutionsOperation(Executions executions, ExecutionView view) {
    this.executions = executions;
    this.view = view;
  }

  @Override
  public String id() {
    return "listExecutions";
  }

  @Override
  public void handle(Exchange exchange) {
    ExecutionFilter filter;
    try {
      filter = filter(exchange);
    } catch (DateTimeException e) {
      exchange.problem(
          Problems.invalid(
              "created_from and created_before must be RFC 3339 date-times with zone"));
      return;
    }
    list(exchange, filter)
        .onSuccess(page -> answer(exchange, page))
        .onFailure(cause -> {
          if (cause instanceof BadPageToken) {
            exchange.problem(Problems.invalid(String.valueOf(cause.getMessage())));
          } else {
            exchange.storeFailed(cause);
          }
        });
  }

  private Future<ExecutionPage> list(Exchange exchange, ExecutionFilter filter) {
    var caller = exchange.caller();
    boolean isInbox = filter.status() == Status.WAITING && filter.caller() != null;
    if (!isInbox) {
      return executions.list(filter);
    }
    var crew = filter.crewName();
    if (crew == null) {
      return executions.list(filter, caller.answersFor());
    }
    return executions.list(filter, caller.mayAnswer(crew) ? Set.of(crew) : Set.of());
  }

  private void answer(Exchange exchange, ExecutionPage page) {
    var body = Json.MAPPER.createObjectNode();
    var list = body.putArray("executions");
    page.executions().forEach(summary -> list.add(view.summary(summary)));
    body.put("next_page_token", page.nextPageToken());
    exchange.json(200, body);
  }

  private static ExecutionFilter filter(Exchange exchange) {
    var caller = exchange.caller();
    var word = text(exchange, "status");
    var status = word == null ? null : Status.of(word);
    boolean all = caller.viewsAll() || (status == Status.WAITING && caller.answersAll());
    return new ExecutionFilter(
        all ? null : caller.userId(),
        text(exchange, "crew_name"),
        status,
        text(exchange, "request_id"),
        instant(text(exchange, "created_from")),
        instant(text(exchange, "created_before")),
        exchange.query("limit").map(limit -> limit.getInteger()).orElse(LIMIT_DEFAULT),
        text(exchange, "page_token"));
  }

  private static @Nullable String text(Exchange exchange, String name) {
    return exchange.query(name).map(value -> String.valueOf(value.get())).orElse(null);
  }

  private static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : OffsetDateTime.parse(text).toInstant();
  }
}
