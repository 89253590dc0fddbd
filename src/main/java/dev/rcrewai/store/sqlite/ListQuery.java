package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.ExecutionFilter;
import dev.rcrewai.execution.ExecutionPage;
import dev.rcrewai.execution.PageToken;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of a list: the conditions that its filter sets, and no others, so that indexes serve. */
final class ListQuery {
  private interface Argument {
    void bind(Call call) throws SQLException;
  }

  private final List<String> conditions = new ArrayList<>();
  private final List<Argument> arguments = new ArrayList<>();
  private final int limit;

  /** Fails with {@link dev.rcrewai.execution.BadPageToken}. */
  ListQuery(ExecutionFilter filter) {
    limit = filter.limit();
    var status = filter.status();
    equal("caller", filter.caller());
    equal("crew_name", filter.crewName());
    equal("status", status == null ? null : status.word());
    equal("request_id", filter.requestId());
    var from = filter.createdFrom();
    if (from != null) {
      where("created_at >= ?", call -> call.time(from));
    }
    var before = filter.createdBefore();
    if (before != null) {
      where("created_at < ?", call -> call.time(before));
    }
    var token = filter.pageToken();
    if (token != null) {
      var page = PageToken.parse(token);
      where("(created_at, id) < (?, ?)", call -> call.time(page.createdAt()).id(page.id()));
    }
  }

  private void equal(String column, @Nullable String value) {
    if (value != null) {
      where(column + " = ?", call -> call.text(value));
    }
  }

  private void where(String condition, Argument argument) {
    conditions.add(condition);
    arguments.add(argument);
  }

  String text() {
    return "SELECT "
        + SummaryRow.COLUMNS
        + " FROM executions"
        + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
        + " ORDER BY created_at DESC, id DESC LIMIT ?";
  }

  /** Reads one row more than the page has, to know whether there is another page. */
  ExecutionPage run(Sql sql) throws SQLException {
    var call = sql.call(text());
    for (var argument : arguments) {
      argument.bind(call);
    }
    var found = call.number(limit + 1L).all(SummaryRow::read);
    if (found.size() <= limit) {
      return new ExecutionPage(found, null);
    }
    var page = found.subList(0, limit);
    return new ExecutionPage(page, PageToken.after(page.getLast()).text());
  }
}
