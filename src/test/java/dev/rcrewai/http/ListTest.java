package dev.rcrewai.http;

import static dev.rcrewai.http.HttpFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lists: filters, pages, and the journal as pages. */
class ListTest {
  @RegisterExtension static final HttpFixture server = new HttpFixture();

  private static final String PATH = "/v1/executions";
  private static final List<String> OLDEST_FIRST = new ArrayList<>();

  @BeforeAll
  static void fill() {
    for (var crew : List.of("echo", "broken", "chain", "echo", "broken")) {
      OLDEST_FIRST.add(server.finish("ann", crew, "tea"));
    }
    var named = run("echo", "tea").replace("{\"crew", "{\"request_id\":\"7\",\"crew");
    OLDEST_FIRST.add(server.post("ann", PATH, named).status(202).text("execution_id"));
  }

  @Test
  void list_isNewestFirst() {
    assertThat(ids(list(""))).isEqualTo(OLDEST_FIRST.reversed());
  }

  @Test
  void list_filteredByStatus() {
    assertThat(ids(list("?status=failed")))
        .containsExactly(OLDEST_FIRST.get(4), OLDEST_FIRST.get(1));
    assertThat(ids(list("?status=cancelled"))).isEmpty();
  }

  @Test
  void list_filteredByCrewAndRequestId() {
    assertThat(ids(list("?crew_name=chain"))).containsExactly(OLDEST_FIRST.get(2));
    assertThat(ids(list("?crew_name=none"))).isEmpty();
    assertThat(ids(list("?crew_name=100%25%20a%2Bb"))).isEmpty();
    assertThat(ids(list("?request_id=7"))).containsExactly(OLDEST_FIRST.get(5));
    assertThat(ids(list("?request_id=7&crew_name=chain"))).isEmpty();
  }

  @Test
  void list_filteredByTime_includesItsBeginningOnly() {
    var third = list("?crew_name=chain").json().at("/executions/0/created_at").asText();
    var instant = Instant.parse(third);

    assertThat(ids(list("?created_from=" + third))).contains(OLDEST_FIRST.get(2));
    assertThat(ids(list("?created_before=" + third))).doesNotContain(OLDEST_FIRST.get(2));
    assertThat(ids(list("?created_from=" + instant.plusSeconds(3600)))).isEmpty();
    assertThat(ids(list("?created_from=2020-01-01T01:00:00%2B01:00"))).hasSize(6);
  }

  @Test
  void list_inPages_hasEachOnce() {
    var seen = new ArrayList<String>();
    var page = list("?limit=2");
    seen.addAll(ids(page));
    while (!page.json().path("next_page_token").isNull() && seen.size() < 10) {
      page = list("?limit=2&page_token=" + page.text("next_page_token"));
      seen.addAll(ids(page));
    }

    assertThat(seen).isEqualTo(OLDEST_FIRST.reversed());
  }

  @Test
  void events_asAPage_areTheWholeJournal() {
    var events = events("").json().path("events");

    assertThat(seqs(events("")))
        .isEqualTo(java.util.stream.LongStream.rangeClosed(1, events.size()).boxed().toList());
    assertThat(events.path(0).path("type").asText()).isEqualTo("execution.accepted");
    assertThat(events.path(events.size() - 1).path("type").asText())
        .isEqualTo("execution.completed");
    assertThat(events.path(0).path("at").asText()).isNotEmpty();
  }

  @Test
  void events_inPages_areWithoutGap() {
    var seen = new ArrayList<Long>();
    var page = events("?limit=3");
    seen.addAll(seqs(page));
    while (!page.json().path("next_page_token").isNull()) {
      page = events("?limit=3&page_token=" + page.text("next_page_token"));
      seen.addAll(seqs(page));
    }

    assertThat(seen).isEqualTo(seqs(events("")));
  }

  @Test
  void events_afterASeq_beginThere() {
    assertThat(seqs(events("?after=4")).getFirst()).isEqualTo(5L);
    assertThat(seqs(events("?after=100000"))).isEmpty();
  }

  private static Answer list(String query) {
    return server.get("ann", PATH + query).status(200);
  }

  private static Answer events(String query) {
    return list("/" + OLDEST_FIRST.get(2) + "/events" + query);
  }

  private static List<String> ids(Answer list) {
    return StreamSupport.stream(list.json().path("executions").spliterator(), false)
        .map(each -> each.path("execution_id").asText())
        .toList();
  }

  private static List<Long> seqs(Answer page) {
    return StreamSupport.stream(page.json().path("events").spliterator(), false)
        .map(each -> each.path("seq").asLong())
        .toList();
  }
}
