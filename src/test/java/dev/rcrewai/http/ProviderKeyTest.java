package dev.rcrewai.http;

import static dev.rcrewai.http.HttpFixture.json;
import static dev.rcrewai.http.HttpFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code Provider-Key}: what a caller pays with a key of its own. */
class ProviderKeyTest {
  private static final String KEY = "sk-the-caller's-own";

  @RegisterExtension
  static final HttpFixture server =
      new HttpFixture(
          Map.of(
              "OPENAI_API_KEY",
              "sk-the-server's",
              "LLM_CALLER_KEYS",
              "{\"bob\": {\"team\": \"sk-bob's\"}}",
              "MAX_CONCURRENT_EXECUTIONS",
              "1"));

  @Test
  void providerKey_ofWhoDoesNotWait_isRefused() {
    var request = json(server.as("ann", "/v1/executions"), run("chain", "tea"));
    assertRefused(
        server.send(request.header("Provider-Key", "openai=" + KEY)),
        "Provider-Key is for callers who wait; add Prefer: wait=N");
  }

  @Test
  void providerKey_ofAnotherForm_isRefusedWithoutAQuote() {
    assertRefused(send(KEY), "Provider-Key is not of the form <provider>=<key>");
  }

  @Test
  void providerKey_forAnUnknownProvider_isRefusedByName() {
    assertRefused(
        send("nobody=" + KEY),
        "Provider-Key names 'nobody', which is not configured; there are: openai");
  }

  @Test
  void providerKey_twiceForOneProvider_isRefused() {
    assertRefused(send("openai=a", "openai=b"), "Provider-Key names 'openai' twice");
  }

  @Test
  void providerKey_withoutAFreeSlot_isNotQueued() {
    var hanging = server.sendAsync(json(server.as("bob", "/execute"), run("hang", "tea")));
    var id = Poll.first(() -> server.get("bob", "/v1/executions?status=running"), "executions");

    send("openai=" + KEY).problem(503, "server_full");

    server.post("bob", "/v1/executions/" + id + "/cancel", "{}").status(202);
    hanging.join().problem(409, "cancelled");
  }

  @Test
  void keyName_thatIsNotTheCallers_isRefused() {
    server.post("ann", "/execute", naming("openai")).problem(422, "unknown_key");
    server.post("ann", "/v1/executions", naming("openai")).problem(422, "unknown_key");
    assertRefused(
        server.post("bob", "/execute", naming("nobody")),
        "provider_keys names 'nobody', which is not configured; there are: openai");
  }

  @Test
  void keyName_besideAKeyForTheSameProvider_isRefused() {
    var request = json(server.as("bob", "/execute"), naming("openai"));
    assertRefused(
        server.send(request.header("Provider-Key", "openai=" + KEY)),
        "provider_keys names 'openai' twice");
  }

  private static String naming(String provider) {
    return """
    {"crew_name": "chain", "inputs": {"topic": "tea"}, "provider_keys": {"%s": "team"}}\
    """
        .formatted(provider);
  }

  private static void assertRefused(Answer answer, String error) {
    answer.problem(400, "invalid_request");
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.body()).doesNotContain(KEY);
  }

  private static Answer send(String... keys) {
    HttpRequest.Builder request = json(server.as("ann", "/execute"), run("chain", "tea"));
    for (var key : keys) {
      request.header("Provider-Key", key);
    }
    return server.send(request);
  }
}
