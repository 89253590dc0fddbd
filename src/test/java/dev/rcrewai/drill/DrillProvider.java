package dev.rcrewai.drill;

import static dev.rcrewai.execution.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A provider in OpenAI's wire format that outlives the servers which call it, and writes down every
 * call: who, when, for which step of which execution. Each node has a base URL of its own.
 */
final class DrillProvider implements AutoCloseable {
  private static final Pattern ABOUT = Pattern.compile("\\[drill ([\\w-]+) (\\w+)]");
  private static final Pattern NODE = Pattern.compile("/node-(\\d+)/v1/chat/completions");

  private final Vertx vertx = Vertx.vertx();
  private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
  private final CopyOnWriteArrayList<String> strange = new CopyOnWriteArrayList<>();
  private final Function<Call.Step, Duration> latency;
  private final HttpServer server;

  /**
   * @param latency how long an answer to that step takes
   */
  DrillProvider(Function<Call.Step, Duration> latency) {
    this.latency = latency;
    this.server = vertx.createHttpServer().requestHandler(this::handle);
    await(server.listen(0, "127.0.0.1"));
  }

  /** As that node's {@code OPENAI_BASE_URL} has it. */
  String baseUrl(int node) {
    return "http://127.0.0.1:" + server.actualPort() + "/node-" + node + "/v1";
  }

  /** Every call so far, oldest first. */
  List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The calls about that execution so far. */
  List<Call> calls(String word) {
    return calls.stream().filter(call -> call.step().word().equals(word)).toList();
  }

  /** Calls that wait for their answer. */
  long inFlight() {
    return calls.stream().filter(Call::isInFlight).count();
  }

  /** Requests that no crew of a drill makes. */
  List<String> strange() {
    return List.copyOf(strange);
  }

  private void handle(HttpServerRequest request) {
    var node = NODE.matcher(request.path());
    if (request.method().equals(HttpMethod.GET)) {
      request.response().end(new JsonObject().put("data", new JsonArray()).toBuffer());
    } else if (node.matches()) {
      var at = Instant.now();
      int number = Integer.parseInt(node.group(1));
      request
          .body()
          .onSuccess(body -> answer(request, body.toJsonObject(), body.length(), number, at));
    } else {
      refuse(request, "no such path: " + request.path());
    }
  }

  private void answer(HttpServerRequest request, JsonObject body, int bytes, int node, Instant at) {
    var messages = body.getJsonArray("messages").stream().map(JsonObject.class::cast).toList();
    var about =
        ABOUT.matcher(
            messages.stream()
                .filter(message -> message.getString("role").equals("user"))
                .map(message -> message.getString("content"))
                .findFirst()
                .orElse(""));
    if (!about.find()) {
      refuse(request, "a prompt of no drill: " + body);
      return;
    }
    int said = (int) messages.stream().filter(m -> m.getString("role").equals("assistant")).count();
    var step = new Call.Step(about.group(1), about.group(2), said + 1);
    var call = new Call(step, node, at);
    calls.add(call);
    var response = request.response();
    response.closeHandler(_ -> call.lose()).exceptionHandler(_ -> call.lose());
    vertx.setTimer(
        Math.max(1, latency.apply(step).toMillis()),
        _ -> {
          if (call.isInFlight()) {
            call.answer();
            var chat = ChatAnswer.to(step, bytes);
            boolean streamed = body.getBoolean("stream", false);
            response.putHeader("Content-Type", streamed ? "text/event-stream" : "application/json");
            response.end(streamed ? chat.stream() : chat.whole());
          }
        });
  }

  private void refuse(HttpServerRequest request, String why) {
    strange.add(why);
    request.response().setStatusCode(400).end();
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
