package dev.rcrewai.operation;

import dev.rcrewai.execution.BadPageToken;
import dev.rcrewai.execution.ExecutionFilter;
import dev.rcrewai.execution.ExecutionPage;
import dev.rcrewai.execution.ExecutionView;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Status;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/executions}: the caller's own, newest first. */
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
    executions
        .list(filter)
        .onSuccess(page -> answer(exchange, page))
        .onFailure(cause -> {
          if (cause instanceof BadPageToken) {
            exchange.problem(Problems.invalid(String.valueOf(cause.getMessage())));
          } else {
            exchange.storeFailed(cause);
          }
        });
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
    var status = text(exchange, "status");
    return new ExecutionFilter(
        caller.viewsAll() ? null : caller.userId(),
        text(exchange, "crew_name"),
        status == null ? null : Status.of(status),
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
