package dev.rcrewai.http;

import static dev.rcrewai.http.HttpFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A caller who asks for too much, and a server that can take no more; the drain comes last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LimitsTest {
  @RegisterExtension
  static final HttpFixture server =
      new HttpFixture(
          Map.of(
              "CALLER_REQUESTS_PER_SECOND", "1",
              "CALLER_REQUEST_BURST", "8",
              "MAX_CONCURRENT_EXECUTIONS", "3",
              "MAX_QUEUED_EXECUTIONS", "1",
              "CALLER_MAX_EXECUTIONS", "2"));

  private static final String PATH = "/v1/executions";

  @Test
  @Order(1)
  void caller_fasterThanItsRate_isToldWhenToComeAgain() {
    for (int i = 0; i < 8; i++) {
      server.get("hasty", "/v1/crews").status(200);
    }

    var answer = server.get("hasty", "/v1/crews").problem(429, "rate_limited");

    assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow())).isBetween(1, 10);
    server.get("patient", "/v1/crews").status(200);
  }

  @Test
  @Order(2)
  void caller_withAsManyOpenExecutionsAsAllowed_isToldSo() {
    server.start("greedy", "hang", "tea");
    server.start("greedy", "hang", "tea");

    var answer = server.post("greedy", PATH, run("hang", "tea")).problem(429, "caller_limit");

    assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow())).isPositive();
    assertThat(answer.text("error")).contains("2 open executions");
  }

  @Test
  @Order(3)
  void server_withAFullQueue_isToldSo() {
    server.start("third", "hang", "tea");
    var queued = server.post("fourth", PATH, run("hang", "tea")).status(202);
    assertThat(queued.text("status")).isEqualTo("queued");

    var answer = server.post("fifth", PATH, run("hang", "tea")).problem(503, "server_full");

    assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow())).isPositive();
  }

  @Test
  @Order(4)
  void waitingCaller_whenTheServerFills_isRefusedTheSame() {
    server.post("sixth", "/execute", run("hang", "tea")).problem(503, "server_full");
  }

  @Test
  @Order(5)
  void server_draining_takesNothingAndSaysSo() {
    server.drain();

    var answer = server.post("late", PATH, run("echo", "tea")).problem(503, "draining");

    assertThat(answer.header("Retry-After")).isPresent();
    server.get("late", PATH).status(200);
  }
}
