package dev.rcrewai.store.redis;

import dev.rcrewai.execution.ExecutionFilter;
import dev.rcrewai.execution.ExecutionPage;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.PageToken;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pages of lists. Every value of a filter has a list of its own in Redis; what matches all filters
 * is in all their lists.
 */
record Lists(Scripts scripts, int step) {
  /** So many members of a list are looked at in one script. */
  static final int STEP = 1_000;

  private static final String ANY = "rcrewai:list";

  Future<Optional<Summary>> find(ExecutionId id) {
    return scripts
        .run(new Call(Script.FIND).id(id))
        .map(row ->
            row.size() == 0 ? Optional.empty() : Optional.of(summary(row.get(0), row.get(1))));
  }

  /** Fails with {@link dev.rcrewai.execution.BadPageToken}. */
  Future<ExecutionPage> list(ExecutionFilter filter) {
    return fill(filter, max(filter), new ArrayList<>());
  }

  private Future<ExecutionPage> fill(ExecutionFilter filter, String max, List<Summary> found) {
    var from = filter.createdFrom();
    var call =
        new Call(Script.LIST)
            .number(filter.limit() + 1L - found.size())
            .text(max)
            .text(from == null ? "-" : "[" + Call.hex(from))
            .number(step);
    lists(filter).forEach(call::text);
    return scripts
        .run(call)
        .compose(answer -> {
          for (int i = 1; i < answer.size(); i += 2) {
            found.add(summary(answer.get(i), answer.get(i + 1)));
          }
          var last = answer.get(0).toString();
          return last.isEmpty() || found.size() > filter.limit()
              ? Future.succeededFuture(page(found, filter.limit()))
              : fill(filter, "(" + last, found);
        });
  }

  private static ExecutionPage page(List<Summary> found, int limit) {
    if (found.size() <= limit) {
      return new ExecutionPage(found, null);
    }
    var page = found.subList(0, limit);
    return new ExecutionPage(page, PageToken.after(page.getLast()).text());
  }

  /** The upper bound, exclusive: the page before this one, or the filter's, whichever is lower. */
  private static String max(ExecutionFilter filter) {
    var before = filter.createdBefore();
    var max = before == null ? "+" : "(" + Call.hex(before);
    var token = filter.pageToken();
    if (token == null) {
      return max;
    }
    var page = PageToken.parse(token);
    var after = "(" + Call.hex(page.createdAt()) + page.id().text();
    return before == null || after.compareTo(max) < 0 ? after : max;
  }

  private static List<String> lists(ExecutionFilter filter) {
    var lists = new ArrayList<String>();
    var caller = filter.caller();
    var status = filter.status();
    if (filter.requestId() != null) {
      lists.add(ANY + ":request:" + filter.requestId());
    }
    if (filter.crewName() != null) {
      lists.add(ANY + ":crew:" + filter.crewName());
    }
    if (caller != null && status != null) {
      lists.add(ANY + ":caller-status:" + status.word() + ":" + caller);
    } else if (caller != null) {
      lists.add(ANY + ":caller:" + caller);
    } else if (status != null) {
      lists.add(ANY + ":status:" + status.word());
    }
    return lists.isEmpty() ? List.of(ANY) : lists;
  }

  /** The status may be newer than the summary: a claim does not touch the journal. */
  static Summary summary(Response json, Response status) {
    var kept = Json.read(json.toString(), Summary.class);
    return new Summary(
        kept.id(),
        kept.crewName(),
        kept.caller(),
        Status.of(status.toString()),
        kept.outcome(),
        kept.requestId(),
        kept.createdAt(),
        kept.startedAt(),
        kept.endedAt(),
        kept.usage(),
        kept.costUsd(),
        kept.lastSeq());
  }
}
