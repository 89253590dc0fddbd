package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.ExecutionFilter;
import dev.rcrewai.execution.ExecutionPage;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.store.Nanos;
import dev.rcrewai.store.PageToken;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list: the conditions that its filter sets, and no others. Every index begins with or
 * contains the status, so a list of any status is six short lists, one for each, merged.
 */
final class ListQuery {
  private static final String NEWEST_FIRST = " ORDER BY created_at DESC, id DESC LIMIT $1";

  private final List<String> conditions = new ArrayList<>();
  private final List<@Nullable Object> arguments = new ArrayList<>();
  private final boolean isMerged;
  private final int limit;

  /** Fails with {@link dev.rcrewai.execution.BadPageToken}. */
  ListQuery(ExecutionFilter filter) {
    limit = filter.limit();
    var status = filter.status();
    isMerged = status == null && filter.requestId() == null;
    arguments.add(limit + 1); // one more, to know whether there is another page
    equal("caller", filter.caller());
    equal("crew_name", filter.crewName());
    equal("status", status == null ? null : status.word());
    equal("request_id", filter.requestId());
    compare("created_at >= ", filter.createdFrom());
    compare("created_at < ", filter.createdBefore());
    var token = filter.pageToken();
    if (token != null) {
      var last = PageToken.parse(token);
      conditions.add(
          "(created_at, id) < (%s, %s)"
              .formatted(
                  argument(Nanos.of(last.createdAt())), argument(SummaryRow.uuid(last.id()))));
    }
  }

  private void equal(String column, @Nullable String value) {
    if (value != null) {
      conditions.add(column + " = " + argument(value));
    }
  }

  private void compare(String condition, @Nullable Instant time) {
    if (time != null) {
      conditions.add(condition + argument(Nanos.of(time)));
    }
  }

  private String argument(Object value) {
    arguments.add(value);
    return "$" + arguments.size();
  }

  String text() {
    if (!isMerged) {
      return part(conditions);
    }
    return Stream.of(Status.values())
        .map(status -> "(" + part(with("status = '" + status.word() + "'")) + ")")
        .collect(
            Collectors.joining(" UNION ALL ", "SELECT * FROM (", ") AS statuses" + NEWEST_FIRST));
  }

  private List<String> with(String condition) {
    return Stream.concat(Stream.of(condition), conditions.stream()).toList();
  }

  private static String part(List<String> conditions) {
    return "SELECT "
        + SummaryRow.COLUMNS
        + " FROM executions"
        + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
        + NEWEST_FIRST;
  }

  @Nullable Object[] arguments() {
    return arguments.toArray();
  }

  Future<ExecutionPage> run(Database database) {
    return database
        .run(text(), arguments())
        .map(rows -> page(rows.stream().map(SummaryRow::read).toList()));
  }

  private ExecutionPage page(List<Summary> found) {
    if (found.size() <= limit) {
      return new ExecutionPage(found, null);
    }
    var page = found.subList(0, limit);
    return new ExecutionPage(page, PageToken.after(page.getLast()).text());
  }
}
