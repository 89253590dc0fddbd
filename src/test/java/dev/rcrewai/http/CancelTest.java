package dev.rcrewai.http;

import static dev.rcrewai.http.HttpFixture.json;
import static dev.rcrewai.http.HttpFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ending what runs: by a request, or by going away. */
class CancelTest {
  /** A second is the promise; the rest is for asking the provider on a busy machine. */
  private static final Duration RESET_MAX = Duration.ofMillis(1_500);

  @RegisterExtension static final HttpFixture server = new HttpFixture();

  private long resetsBefore;

  @BeforeEach
  void count() {
    resetsBefore = resets();
  }

  @Test
  void cancel_whileTheProviderHangs_resetsItsStreamWithinASecond() {
    var id = hanging("ann");

    server.post("ann", "/v1/executions/" + id + "/cancel", "{}").status(202);
    long began = System.nanoTime();
    Poll.until(server::providerStats, _ -> resets() > resetsBefore);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(RESET_MAX);
    var ended = ended("ann", id);
    assertThat(ended.text("status")).isEqualTo("cancelled");
    assertThat(ended.text("outcome")).isEqualTo("cancelled");
  }

  @Test
  void cancel_withoutABody_isEnough() {
    var id = server.start("ann", "hang", "tea");

    var path = "/v1/executions/" + id + "/cancel";
    server.send(server.as("ann", path).POST(HttpRequest.BodyPublishers.noBody())).status(202);

    assertThat(ended("ann", id).text("status")).isEqualTo("cancelled");
  }

  @Test
  void cancel_withAReason_isInTheJournal() {
    var id = server.start("ann", "hang", "tea");

    server.post("ann", "/v1/executions/" + id + "/cancel", "{\"reason\":\"too dear\"}").status(202);
    ended("ann", id);

    assertThat(server.get("ann", "/v1/executions/" + id + "/events").body()).contains("too dear");
  }

  @Test
  void cancel_ofAnEndedOne_isAConflict() {
    var id = server.finish("ann", "echo", "tea");

    server.post("ann", "/v1/executions/" + id + "/cancel", "{}").problem(409, "ended");
  }

  @Test
  void disconnect_whereCancelWasAsked_cancels() {
    var body = run("hang", "tea").replaceFirst("\\{", "{\"on_disconnect\":\"cancel\",");
    var waiting =
        server.sendAsync(
            json(server.as("leaver", "/v1/executions"), body).header("Prefer", "wait=30"));
    var id = Poll.first(() -> server.get("leaver", "/v1/executions"), "executions");

    waiting.cancel(true);

    assertThat(ended("leaver", id).text("status")).isEqualTo("cancelled");
    assertThat(server.get("leaver", "/v1/executions/" + id + "/events").body())
        .contains("the caller disconnected");
  }

  @Test
  void disconnect_whereNothingWasAsked_changesNothing() {
    var waiting = server.sendAsync(json(server.as("quiet", "/execute"), run("pace", "tea")));
    var id = Poll.first(() -> server.get("quiet", "/v1/executions"), "executions");

    waiting.cancel(true);

    assertThat(ended("quiet", id).text("status")).isEqualTo("completed");
  }

  private static String hanging(String user) {
    long before = server.providerStats().json().path("in_flight").asLong();
    var id = server.start(user, "hang", "tea");
    Poll.until(server::providerStats, stats -> stats.json().path("in_flight").asLong() > before);
    return id;
  }

  private static Answer ended(String user, String id) {
    return Poll.until(
        () -> server.get(user, "/v1/executions/" + id),
        one -> !one.json().path("outcome").isNull());
  }

  private static long resets() {
    return server.providerStats().json().path("reset_by_client").asLong();
  }
}
