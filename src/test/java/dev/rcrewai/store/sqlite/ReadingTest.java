package dev.rcrewai.store.sqlite;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventFeed;
import dev.rcrewai.execution.ExecutionFilter;
import dev.rcrewai.execution.PageToken;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.execution.Watchers;
import dev.rcrewai.step.StepPath;
import io.vertx.core.Promise;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadingTest extends SqliteStoreFixture {
  private static final String TOKEN = new PageToken(Draft.START, Draft.draft().id()).text();

  static List<ExecutionFilter> usualFilters() {
    return List.of(
        filter(null, null, null, null),
        filter("ann", null, null, null),
        filter("ann", null, Status.FAILED, null),
        filter(null, "support", null, null),
        filter(null, null, Status.RUNNING, null),
        filter(null, null, null, "r-1"),
        filter("ann", "support", Status.COMPLETED, "r-1"));
  }

  private static ExecutionFilter filter(
      @Nullable String caller,
      @Nullable String crew,
      @Nullable Status status,
      @Nullable String requestId) {
    var from = Instant.EPOCH;
    return new ExecutionFilter(caller, crew, status, requestId, from, null, 50, TOKEN);
  }

  @ParameterizedTest
  @MethodSource("usualFilters")
  void list_ofUsualFilters_neverScansNorSorts(ExecutionFilter filter) throws SQLException {
    try (var sql = Sql.reader(file())) {
      var plan =
          sql.call("EXPLAIN QUERY PLAN " + new ListQuery(filter).text())
              .all(row -> row.text("detail"));

      assertThat(plan).singleElement().asString().startsWith("SEARCH executions USING INDEX");
    }
  }

  /** A journal of 10 MB, more than one read gives. */
  private Summary longJournal() {
    var owner = running();
    var large = "x".repeat(250_000);
    for (int i = 0; i < 40; i++) {
      owner = append(owner, large(owner.next(1), large));
    }
    return owner.summary();
  }

  @Test
  void feed_ofALongJournal_deliversAll() {
    var journal = longJournal();
    var last = Promise.<Event>promise();
    var seqs = new CopyOnWriteArrayList<Long>();

    new EventFeed.Builder(
            store(),
            new Watchers(),
            vertx().getOrCreateContext(),
            journal.id(),
            Watchers.Interest.EVENTS,
            event -> {
              seqs.add(event.seq());
              if (event.seq() == journal.lastSeq()) {
                last.complete(event);
              }
            },
            last::fail)
        .after(0);

    await(last.future());
    assertThat(seqs).isSorted().hasSize(41);
  }

  @Test
  void read_longJournal_comesInParts() {
    var journal = longJournal();
    var events = new ArrayList<Event>();
    int parts = 0;

    while (events.size() < journal.lastSeq()) {
      events.addAll(await(store().read(journal.id(), events.size(), 10_000)));
      parts++;
    }

    assertThat(parts).isEqualTo(3);
    assertThat(events).extracting(Event::seq).isSorted().hasSize(41);
  }

  private static Batch large(Batch batch, String output) {
    var event = batch.events().getFirst();
    var data = new EventData.ToolCompleted(StepPath.task("t").attempt(1).turn(1).tool(0), output);
    return new Batch(
        batch.lease(),
        List.of(new Event(event.seq(), event.at(), data)),
        batch.summary(),
        batch.due(),
        batch.webhook());
  }
}
