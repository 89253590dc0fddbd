package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.step.ExecutionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reading: journals in parts, lists in pages. */
public interface ReadRules extends StoreUnderTest {

  private static ExecutionFilter any(int limit, @Nullable String token) {
    return new ExecutionFilter(null, null, null, null, null, null, limit, token);
  }

  private List<Summary> list(ExecutionFilter filter) {
    return await(store().list(filter)).executions();
  }

  @Test
  default void read_afterASeq_givesWhatFollows() {
    var owner = running();
    owner = append(owner, owner.next(4));
    owner = append(owner, owner.next(3));
    var id = owner.summary().id();

    assertThat(await(store().read(id, 3, 2))).extracting(Event::seq).containsExactly(4L, 5L);
    assertThat(await(store().read(id, 5, 100))).extracting(Event::seq).containsExactly(6L, 7L, 8L);
    assertThat(await(store().read(id, 8, 100))).isEmpty();
    assertThat(await(store().read(id, 99, 100))).isEmpty();
  }

  @Test
  default void read_inPartsOfAnySize_givesTheWholeJournal() {
    var owner = running();
    for (int i = 1; i <= 5; i++) {
      owner = append(owner, owner.next(i));
    }
    var id = owner.summary().id();
    var whole = await(store().read(id, 0, 1000));

    for (int limit = 1; limit <= 17; limit++) {
      assertThat(inParts(owner.summary(), limit)).isEqualTo(whole);
    }
  }

  private List<Event> inParts(Summary summary, int limit) {
    var events = new ArrayList<Event>();
    while (events.size() < summary.lastSeq()) {
      var part = await(store().read(summary.id(), events.size(), limit));
      assertThat(part).hasSizeBetween(1, limit);
      events.addAll(part);
    }
    return events;
  }

  @Test
  default void read_unknown_isEmpty() {
    assertThat(await(store().read(draft().id(), 0, 10))).isEmpty();
    assertThat(await(store().find(draft().id()))).isEmpty();
  }

  @Test
  default void read_withoutLimit_isRefused() {
    var id = queued();

    assertThatThrownBy(() -> await(store().read(id, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit is 0");
  }

  @Test
  default void list_everything_isNewestFirst() {
    var ids = IntStream.range(0, 3).mapToObj(i -> queued()).toList();

    assertThat(list(any(10, null)))
        .extracting(Summary::id)
        .containsExactlyElementsOf(ids.reversed());
  }

  @Test
  default void list_inPages_givesEachOnceThoughOthersAreAdded() {
    var same = Instant.parse("2026-11-23T12:00:00.123456789Z");
    var ids = IntStream.range(0, 7).mapToObj(i -> accept(draft().createdAt(same))).toList();
    var pages = new ArrayList<Summary>();

    String token = null;
    do {
      var page = await(store().list(any(2, token)));
      pages.addAll(page.executions());
      token = page.nextPageToken();
      accept(draft().createdAt(same.plusSeconds(1)));
    } while (token != null);

    assertThat(pages).extracting(Summary::id).containsExactlyElementsOf(ids.reversed());
  }

  @Test
  default void list_fullLastPage_saysThatItIsTheLast() {
    queued();
    queued();

    assertThat(await(store().list(any(2, null))).nextPageToken()).isNull();
  }

  @Test
  default void list_withFilters_givesThoseThatMatchAll() {
    var at = Draft.START.minusSeconds(60);
    var ann = accept(draft().createdAt(at));
    var bob = accept(draft().caller("bob").createdAt(at.plusSeconds(1)));
    var research =
        accept(draft().crew("research", "h", "{}").requestId("r").createdAt(at.plusSeconds(2)));
    var running = running(draft().createdAt(at.plusSeconds(3))).summary().id();

    assertIds(filter("bob", null, null, null, null, null), bob);
    assertIds(filter(null, "research", null, null, null, null), research);
    assertIds(filter(null, null, Status.RUNNING, null, null, null), running);
    assertIds(filter(null, null, null, "r", null, null), research);
    assertIds(filter(null, null, null, null, at.plusSeconds(3), null), running);
    assertIds(filter(null, null, null, null, null, at.plusSeconds(1)), ann);
    assertIds(filter("ann", "support", Status.QUEUED, null, null, null), ann);
    assertIds(
        filter("ann", null, null, null, at.plusSeconds(1), at.plusSeconds(4)), running, research);
    assertIds(filter("carol", null, null, null, null, null));
    assertIds(filter(null, null, null, null, Instant.MAX, Instant.MIN));
  }

  private void assertIds(ExecutionFilter filter, ExecutionId... expected) {
    assertThat(list(filter)).extracting(Summary::id).containsExactly(expected);
  }

  private static ExecutionFilter filter(
      @Nullable String caller,
      @Nullable String crew,
      @Nullable Status status,
      @Nullable String requestId,
      @Nullable Instant from,
      @Nullable Instant before) {
    return new ExecutionFilter(caller, crew, status, requestId, from, before, 100, null);
  }

  @Test
  default void list_withATokenThatNobodyGave_failsWithBadPageToken() {
    for (var token : List.of("", "x", "%%%", "AAAA", "A".repeat(33), "é")) {
      assertThatThrownBy(() -> await(store().list(any(10, token))))
          .as(token)
          .isInstanceOf(BadPageToken.class)
          .hasMessageContaining("page token");
    }
  }
}
