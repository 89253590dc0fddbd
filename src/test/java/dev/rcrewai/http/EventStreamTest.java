package dev.rcrewai.http;

import static dev.rcrewai.http.HttpFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.http.Sse.Message;
import dev.rcrewai.llm.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A journal as server-sent events. */
class EventStreamTest {
  @RegisterExtension static final HttpFixture server = new HttpFixture();

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void stream_begins_withItsHeadAndWhenToComeBack() throws Exception {
    try (var stream = open(server.finish("ann", "echo", "tea"), "")) {
      assertThat(stream.head())
          .anyMatch(line -> line.startsWith("HTTP/1.") && line.endsWith(" 200 OK"))
          .anyMatch(line -> line.equalsIgnoreCase("content-type: text/event-stream"))
          .anyMatch(line -> line.equalsIgnoreCase("cache-control: no-store"));
      assertThat(stream.line()).isEqualTo("retry: 2000");
      assertThat(stream.line()).isEmpty();
      assertThat(stream.line()).isEqualTo("id: 1");
      assertThat(stream.line()).isEqualTo("event: execution.accepted");
      assertThat(stream.line()).startsWith("data: {\"seq\":1,");
      assertThat(stream.line()).isEmpty();
    }
  }

  @Test
  void stream_ofAnEndedExecution_isItsJournalAndCloses() throws Exception {
    var id = server.finish("ann", "chain", "tea");
    var page = server.get("ann", "/v1/executions/" + id + "/events").json().path("events");

    var messages = toEnd(id, "");

    assertThat(messages).hasSameSizeAs(page);
    for (int i = 0; i < page.size(); i++) {
      assertThat(JSON.readTree(messages.get(i).data())).isEqualTo(page.path(i));
      assertThat(messages.get(i).event()).isEqualTo(page.path(i).path("type").asText());
    }
  }

  @Test
  void stream_resumedAtEveryEvent_hasNeitherGapNorRepeat() throws Exception {
    var id = server.finish("ann", "chain", "tea");
    var all = toEnd(id, "");

    for (int seen = 0; seen <= all.size(); seen++) {
      var rest = toEnd(id, "Last-Event-ID: " + seen + "\r\n");

      assertThat(rest).as("after %d", seen).isEqualTo(all.subList(seen, all.size()));
    }
  }

  @Test
  void stream_resumedAfterTheTerminalEvent_isToldNotToComeBack() throws Exception {
    var id = server.finish("ann", "echo", "tea");
    int last = toEnd(id, "").size();

    try (var stream = open(id, "Last-Event-ID: " + last + "\r\n")) {
      assertThat(stream.head().getFirst()).endsWith(" 204 No Content");
    }
  }

  @Test
  void stream_ofARunningExecution_followsItToItsEnd() throws Exception {
    var id = server.start("ann", "pace", "tea");

    var messages = toEnd(id, "");

    assertThat(ids(messages))
        .isEqualTo(LongStream.rangeClosed(1, ids(messages).size()).boxed().toList());
    assertThat(messages.getLast().event()).isEqualTo("execution.completed");
  }

  @Test
  void stream_brokenInTheMiddle_goesOnWhereItBroke() throws Exception {
    var id = server.start("ann", "talk", "tea");
    Message last;
    try (var stream = open(id, "")) {
      last = Objects.requireNonNull(stream.next());
      while (!"chat.started".equals(last.event())) {
        last = Objects.requireNonNull(stream.next());
      }
    }

    var rest = toEnd(id, "Last-Event-ID: " + last.id() + "\r\n");

    assertThat(ids(rest).getFirst()).isEqualTo(Long.parseLong(last.id()) + 1);
    assertThat(rest.getLast().event()).isEqualTo("execution.completed");
  }

  @Test
  void stream_whileAnAnswerIsWritten_hasItsText() throws Exception {
    var id = server.start("ann", "talk", "tea");

    var messages = toEnd(id, "");

    var deltas = messages.stream().filter(each -> "chat.delta".equals(each.event())).toList();
    assertThat(deltas).hasSizeGreaterThan(1).allMatch(each -> each.id() == null);
    var texts = new HashMap<String, String>();
    for (var delta : deltas) {
      var data = JSON.readTree(delta.data());
      assertThat(data.fieldNames()).toIterable().containsExactly("path", "call", "offset", "text");
      texts.merge(data.path("path").asText(), data.path("text").asText(), String::concat);
    }
    // Who comes late misses the beginning; who comes early may hear the chat before it too.
    assertThat("one two three four five six seven eight nine ten eleven twelve thirteen")
        .endsWith(texts.get("write/attempt/1/turn/1/chat"));
    assertThat(messages.indexOf(deltas.getLast())).isLessThan(messages.size() - 1);
  }

  @Test
  void stream_asAPage_hasNoDeltas() {
    var id = server.finish("ann", "talk", "tea");

    assertThat(server.get("ann", "/v1/executions/" + id + "/events").body())
        .doesNotContain("chat.delta");
  }

  @Test
  void stream_outlivesItsToken_never() throws Exception {
    var id = server.start("ann", "hang", "tea");
    var issuer = new TokenIssuer(server.settings().auth());
    var token = issuer.issue("ann", List.of("execute_crew"), Duration.ofSeconds(2));
    long began = System.nanoTime();

    try (var stream = Sse.open(server.port(), token, path(id), "")) {
      var messages = stream.toEnd();

      assertThat(messages.getLast().event()).isEqualTo("chat.started");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void stream_cancelledMeanwhile_endsWithTheCancellation() throws Exception {
    var id = server.start("ann", "hang", "tea");
    try (var stream = open(id, "")) {
      assertThat(stream.next()).isNotNull();

      server.post("ann", "/v1/executions/" + id + "/cancel", "{\"reason\":\"enough\"}").status(202);

      var events = stream.toEnd().stream().map(Message::event).toList();
      assertThat(events).contains("cancel.requested").endsWith("execution.cancelled");
    }
  }

  @Test
  void stream_readSlowly_waitsForItsReaderAndLosesNothing() throws Exception {
    var large = run("echo", "t".repeat(150_000));
    var id = server.post("ann", "/v1/executions", large).status(202).text("execution_id");
    Poll.until(
        () -> server.get("ann", "/v1/executions/" + id),
        one -> !one.json().path("outcome").isNull());
    var socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));

    try (var stream = Sse.open(socket, server.token("ann"), path(id), "")) {
      // Others are served while nobody reads here.
      for (int i = 0; i < 20; i++) {
        server.get("ann", "/v1/executions/" + id).status(200);
      }
      var seqs = ids(stream.toEnd());

      assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, seqs.size()).boxed().toList());
    }
  }

  @Test
  void stream_thatNobodyReads_isCutOff_andResumesWithoutAGap() throws Exception {
    var body = run("long", "t".repeat(150_000));
    var id = server.post("ann", "/v1/executions", body).status(202).text("execution_id");
    var socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    List<Message> seen;
    try (var stream = Sse.open(socket, server.token("ann"), path(id), "")) {
      Poll.until(
          () -> server.get("ann", "/v1/executions/" + id),
          one -> one.text("status").equals("completed"));
      Waiting.until(
          "the cut",
          EventStream.STALL_MAX.multipliedBy(3),
          () -> metrics().contains("rcrewai_event_streams_cut_total{door=\"http\"} 1.0"));
      seen = stream.toCut();
    }
    var last = ids(seen).getLast();

    var rest = toEnd(id, "Last-Event-ID: " + last + "\r\n");

    assertThat(seen.getLast().event()).isNotEqualTo("execution.completed");
    assertThat(ids(rest).getFirst()).isEqualTo(last + 1);
    assertThat(rest.getLast().event()).isEqualTo("execution.completed");
  }

  private static String metrics() {
    var token = server.token("operator", "view_metrics");
    return server.send(server.to("/metrics").header("Authorization", "Bearer " + token)).body();
  }

  private static Sse open(String id, String headers) throws IOException {
    return Sse.open(server.port(), server.token("ann"), path(id), headers);
  }

  private static List<Message> toEnd(String id, String headers) throws IOException {
    try (var stream = open(id, headers)) {
      return stream.toEnd();
    }
  }

  private static String path(String id) {
    return "/v1/executions/" + id + "/events";
  }

  private static List<Long> ids(List<Message> messages) {
    return messages.stream()
        .filter(each -> each.id() != null)
        .map(each -> Long.valueOf(each.id()))
        .toList();
  }
}
