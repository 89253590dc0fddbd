package dev.rcrewai.operation;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Summary;
import java.util.List;
import java.util.OptionalLong;

/** {@code GET /v1/executions/{execution_id}/events}: the journal, as a page or as a stream. */
final class GetEventsOperation implements Operation {
  private static final int LIMIT_DEFAULT = 200;

  private final Executions executions;
  private final ExecutionAnswers answers;

  GetEventsOperation(Executions executions, ExecutionAnswers answers) {
    this.executions = executions;
    this.answers = answers;
  }

  @Override
  public String id() {
    return "getEvents";
  }

  @Override
  public void handle(Exchange exchange) {
    answers.ifVisible(exchange, summary -> answer(exchange, summary));
  }

  private void answer(Exchange exchange, Summary summary) {
    var after = after(exchange);
    if (after.isEmpty()) {
      exchange.problem(
          Problems.invalid("Last-Event-ID, after and page_token must be the seq of an event"));
      return;
    }
    long seq = after.getAsLong();
    exchange
        .reader()
        .ifPresentOrElse(
            reader -> stream(exchange, reader, summary, seq), () -> page(exchange, summary, seq));
  }

  /** A reader that has seen the end would come back for ever; 204 tells it not to. */
  private void stream(Exchange exchange, EventReader reader, Summary summary, long after) {
    if (!summary.status().ended()) {
      reader.read(exchange.caller(), summary.id(), after);
      return;
    }
    executions
        .events(summary.id(), after, 1)
        .onSuccess(rest -> {
          if (rest.isEmpty()) {
            exchange.nothing();
          } else {
            reader.read(exchange.caller(), summary.id(), after);
          }
        })
        .onFailure(exchange::storeFailed);
  }

  private void page(Exchange exchange, Summary summary, long after) {
    int limit = exchange.query("limit").map(value -> value.getInteger()).orElse(LIMIT_DEFAULT);
    executions
        .events(summary.id(), after, limit)
        .onSuccess(events -> exchange.json(200, page(events, limit, summary.lastSeq())))
        .onFailure(exchange::storeFailed);
  }

  private static Object page(List<Event> events, int limit, long lastSeq) {
    var body = Json.MAPPER.createObjectNode();
    var list = body.putArray("events");
    events.forEach(event -> list.add(Json.event(event)));
    // a page of large events may be shorter than the limit though others follow
    boolean more =
        !events.isEmpty() && (events.size() == limit || events.getLast().seq() < lastSeq);
    body.put("next_page_token", more ? Long.toString(events.getLast().seq()) : null);
    return body;
  }

  /** Where to begin: the header of a stream that resumes, or a parameter; empty if unreadable. */
  private static OptionalLong after(Exchange exchange) {
    var text =
        exchange
            .header("Last-Event-ID")
            .or(() -> exchange.query("page_token").map(token -> String.valueOf(token.get())))
            .or(() -> exchange.query("after").map(after -> String.valueOf(after.get())))
            .orElse("0");
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }
}
