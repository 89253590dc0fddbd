package dev.rcrewai.http;

import static dev.rcrewai.http.HttpFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the public port says of the server: to everybody, without cost, and no more than that. */
class ProbesTest {
  @RegisterExtension static final HttpFixture server = new HttpFixture();

  @RegisterExtension
  static final HttpFixture cutOff =
      new HttpFixture(
          Map.of(
              "OPENAI_BASE_URL", "http://127.0.0.1:1/v1",
              "LLM_BREAKER_FAILURES", "2",
              "METRICS_ENABLED", "false"));

  @Test
  void health_beforeAnyCall_isNoFailure() {
    var answer = server.send(server.to("/health")).status(200);

    assertThat(answer.json().path("checks").fieldNames())
        .toIterable()
        .contains("llm", "memory", "store");
  }

  @Test
  void ready_running_namesCrewsAndUptime() {
    var answer = server.send(server.to("/ready")).status(200).json();

    assertThat(answer.path("ready").booleanValue()).isTrue();
    var crews = server.get("ann", "/v1/crews").json().path("crews");
    assertThat(answer.path("crews").asInt()).isEqualTo(crews.size()).isPositive();
    assertThat(answer.path("uptime").isNumber()).isTrue();
    assertThat(answer.path("draining").booleanValue()).isFalse();
  }

  @Test
  void metrics_withPermission_countRequestsByTemplate() {
    server.get("ann", "/v1/crews/echo").status(200);
    var token = "Bearer " + server.token("prometheus", "view_metrics");

    var answer = server.send(server.to("/metrics").header("Authorization", token)).status(200);

    assertThat(answer.mediaType()).isEqualTo("text/plain");
    assertThat(answer.body())
        .contains("rcrewai_requests_total{method=\"GET\",path=\"/v1/crews/{crew_name}\"")
        .doesNotContain("/v1/crews/echo");
  }

  @Test
  void metrics_withoutItsPermission_isForbidden() {
    server.get("ann", "/metrics").problem(403, "forbidden");
  }

  @Test
  void probes_askedOften_costNoChat() {
    long before = server.providerStats().json().path("requests").asLong();

    for (int i = 0; i < 200; i++) {
      for (var path : List.of("/health", "/health/live", "/ready")) {
        server.send(server.to(path)).status(200);
      }
    }

    assertThat(server.providerStats().json().path("requests").asLong()).isEqualTo(before);
  }

  @Test
  void provider_unreachable_isTheHealthsMatterOnly() {
    for (int i = 0; i < 3; i++) {
      cutOff.post("ann", "/execute", run("echo", "tea")).status(502);
    }

    assertThat(cutOff.send(cutOff.to("/health")).text("status")).isNotEqualTo("healthy");
    cutOff.send(cutOff.to("/health/live")).status(200);
    cutOff.send(cutOff.to("/ready")).status(200);
  }

  @Test
  void health_ofAnUnreachableProvider_namesNoHost() {
    cutOff.post("ann", "/execute", run("echo", "tea")).status(502);

    assertThat(cutOff.send(cutOff.to("/health")).body())
        .doesNotContain("127.0.0.1", "refused", "Exception");
  }

  @Test
  void metrics_switchedOff_areNotThere() {
    var token = "Bearer " + cutOff.token("prometheus", "view_metrics");

    cutOff.send(cutOff.to("/metrics").header("Authorization", token)).problem(404, "not_found");
  }
}
