package dev.rcrewai;

import static dev.rcrewai.execution.Await.await;

import dev.rcrewai.sandbox.SandboxVerticle;
import dev.rcrewai.sandbox.Scripts;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.function.Predicate;

/** A provider with scripts of a test; it outlives the servers that talk to it, and counts. */
public final class TestProvider implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = vertx.createHttpClient();
  private final SandboxVerticle sandbox;

  public TestProvider(String script) {
    sandbox = new SandboxVerticle(Scripts.parse(script), 0);
    await(vertx.deployVerticle(sandbox));
  }

  /** As {@code OPENAI_BASE_URL} has it. */
  public String baseUrl() {
    return "http://127.0.0.1:" + sandbox.actualPort() + "/v1";
  }

  /** Chat requests since the start. */
  public long chats() {
    return stats().getLong("requests");
  }

  /** Chat requests that this rule answered. */
  public long chats(String rule) {
    return stats().getJsonObject("by_rule").getLong(rule, 0L);
  }

  public long resets() {
    return stats().getLong("reset_by_client");
  }

  public int inFlight() {
    return stats().getInteger("in_flight");
  }

  /** The body of the last request whose rule records it. */
  public JsonObject lastRecorded() {
    return recorded(request -> true);
  }

  /** The body of the last request that this rule answered, which records it. */
  public JsonObject lastRecorded(String rule) {
    return recorded(request -> request.getString("rule").equals(rule));
  }

  private JsonObject recorded(Predicate<JsonObject> which) {
    return get("/sandbox/requests?last=50").getJsonArray("requests").stream()
        .map(JsonObject.class::cast)
        .filter(request -> request.containsKey("body"))
        .filter(which)
        .findFirst()
        .map(request -> new JsonObject(request.getString("body")))
        .orElseThrow();
  }

  private JsonObject stats() {
    return get("/sandbox/stats");
  }

  private JsonObject get(String path) {
    var answer = Promise.<JsonObject>promise();
    // On a context of its own: elsewhere a body could arrive before anybody asks for it.
    vertx.runOnContext(_ ->
        client
            .request(HttpMethod.GET, sandbox.actualPort(), "127.0.0.1", path)
            .compose(HttpClientRequest::send)
            .compose(HttpClientResponse::body)
            .map(body -> body.toJsonObject())
            .onComplete(answer));
    return await(answer.future());
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
