package dev.rcrewai.store.postgres;

import static java.util.stream.Collectors.joining;

import dev.rcrewai.execution.ExecutionFilter;
import dev.rcrewai.execution.ExecutionPage;
import dev.rcrewai.execution.PageToken;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.store.Nanos;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list: the conditions that its filter sets, and no others. Every index begins with the
 * status, alone or with what else the filter names, so a list of any status is six short lists, one
 * for each, merged.
 */
final class ListQuery {
  private static final String NEWEST_FIRST = " ORDER BY created_at DESC, id DESC LIMIT $1";

  private final List<String> conditions = new ArrayList<>();
  private final List<@Nullable Object> arguments = new ArrayList<>();
  private final List<String> who = new ArrayList<>();
  private final List<String> whoIs = new ArrayList<>();
  private final List<String> statuses;
  private final int limit;

  /** Fails with {@link dev.rcrewai.execution.BadPageToken}. */
  ListQuery(ExecutionFilter filter) {
    limit = filter.limit();
    arguments.add(limit + 1); // one more, to know whether there is another page
    who("caller", filter.caller());
    who("crew_name", filter.crewName());
    compare("request_id = ", filter.requestId());
    compare("created_at >= ", SummaryRow.nanos(filter.createdFrom()));
    compare("created_at < ", SummaryRow.nanos(filter.createdBefore()));
    var token = filter.pageToken();
    if (token != null) {
      var last = PageToken.parse(token);
      conditions.add(
          "(created_at, id) < (%s, %s)"
              .formatted(
                  argument(Nanos.of(last.createdAt())), argument(SummaryRow.uuid(last.id()))));
    }
    var status = filter.status();
    statuses =
        status == null
            ? Stream.of(Status.values()).map(Status::word).toList()
            : List.of(status.word());
  }

  private void who(String column, @Nullable String value) {
    if (value != null) {
      who.add(column);
      whoIs.add(argument(value) + "::text");
    }
  }

  private void compare(String condition, @Nullable Object value) {
    if (value != null) {
      conditions.add(condition + argument(value));
    }
  }

  private String argument(Object value) {
    arguments.add(value);
    return "$" + arguments.size();
  }

  String text() {
    return statuses.stream()
        .map(status -> "(" + part(with(status)) + ")")
        .collect(joining(" UNION ALL ", "SELECT * FROM (", ") AS statuses" + NEWEST_FIRST));
  }

  /** The conditions, with the one on the status in the form of the index that serves them. */
  private List<String> with(String status) {
    var word = "'" + status + "'";
    var form =
        who.isEmpty()
            ? "status = " + word
            : "ARRAY[%s, status] = ARRAY[%s, %s]"
                .formatted(String.join(", ", who), String.join(", ", whoIs), word);
    return Stream.concat(Stream.of(form), conditions.stream()).toList();
  }

  private static String part(List<String> conditions) {
    return "SELECT "
        + SummaryRow.COLUMNS
        + " FROM executions"
        + " WHERE "
        + String.join(" AND ", conditions)
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
