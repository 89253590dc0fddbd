package dev.rcrewai.llm;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A provider on a free loopback port that answers as each test scripts it. */
public final class ScriptedProvider {
  /** What was asked of it; the path with its query. */
  public record Received(
      HttpVersion version, String method, String path, Map<String, String> headers, String body) {}

  /** How it answers one request. */
  public interface Script {
    void play(HttpServerResponse answer);
  }

  private final Vertx vertx;
  private final HttpServer server;
  private final boolean ssl;
  private final ConcurrentLinkedQueue<Script> scripts = new ConcurrentLinkedQueue<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger connectionsMade = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger inFlightMost = new AtomicInteger();
  private final AtomicInteger cutOff = new AtomicInteger();
  private volatile @Nullable HttpConnection newest;
  private volatile IntFunction<Script> otherwise = number -> answer("ok");

  public ScriptedProvider(Vertx vertx, HttpServerOptions options) {
    this.vertx = vertx;
    this.ssl = options.isSsl();
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connection -> {
              connections.incrementAndGet();
              connectionsMade.incrementAndGet();
              newest = connection;
              connection.closeHandler(closed -> connections.decrementAndGet());
            })
            .requestHandler(request -> request.body().onSuccess(body -> play(request, body)));
    Waiting.get(server.listen(0, "127.0.0.1"));
  }

  public static ScriptedProvider start(Vertx vertx) {
    return new ScriptedProvider(vertx, new HttpServerOptions());
  }

  public URI baseUrl() {
    return URI.create((ssl ? "https" : "http") + "://localhost:" + server.actualPort() + "/v1");
  }

  /** Plays these for the next requests, in order. */
  public ScriptedProvider then(Script... next) {
    scripts.addAll(List.of(next));
    return this;
  }

  /** Plays this for every request that has no script of its own. */
  public ScriptedProvider always(Script script) {
    otherwise = number -> script;
    return this;
  }

  /** The same, by the request's number from 1. */
  public ScriptedProvider byNumber(IntFunction<Script> script) {
    otherwise = script;
    return this;
  }

  public List<Received> received() {
    return received;
  }

  public int asked() {
    return asked.get();
  }

  public int connections() {
    return connections.get();
  }

  /** How many there were, those that are closed among them. */
  int connectionsMade() {
    return connectionsMade.get();
  }

  /** The connection that was made last. */
  HttpConnection newest() {
    return Objects.requireNonNull(newest);
  }

  public int inFlight() {
    return inFlight.get();
  }

  public int inFlightMost() {
    return inFlightMost.get();
  }

  /** Requests whose client went away before the answer's end. */
  public int cutOff() {
    return cutOff.get();
  }

  public void stop() {
    Waiting.get(server.close());
  }

  private void play(HttpServerRequest request, Buffer body) {
    int number = asked.incrementAndGet();
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    request.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
    var method = request.method().name();
    received.add(new Received(request.version(), method, request.uri(), headers, body.toString()));
    inFlightMost.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    var answer = request.response();
    answer.closeHandler(gone -> over(answer));
    answer.endHandler(end -> inFlight.decrementAndGet());
    var script = scripts.poll();
    (script == null ? otherwise.apply(number) : script).play(answer);
  }

  private void over(HttpServerResponse answer) {
    if (!answer.ended()) {
      inFlight.decrementAndGet();
      cutOff.incrementAndGet();
    }
  }

  /** A completion with this text. */
  public static Script answer(String text) {
    return json(200, completion(text));
  }

  public static String completion(String text) {
    return """
    {"id":"c1","object":"chat.completion","model":"gpt-4o-2024-08-06",
     "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"%s"}}],
     "usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110,
       "prompt_tokens_details":{"cached_tokens":40},
       "completion_tokens_details":{"reasoning_tokens":4}}}\
    """
        .formatted(text);
  }

  /** A JSON body; headers are given as name, value, name, value. */
  public static Script json(int status, String body, String... headers) {
    return answer -> {
      answer.setStatusCode(status).putHeader("content-type", "application/json");
      for (int i = 0; i < headers.length; i += 2) {
        answer.putHeader(headers[i], headers[i + 1]);
      }
      answer.end(body);
    };
  }

  public static Script error(int status, String code, String... headers) {
    return json(status, "{\"error\":{\"message\":\"no luck\",\"code\":\"" + code + "\"}}", headers);
  }

  /** Says nothing at all. */
  public static Script hang() {
    return answer -> {};
  }

  /** A stream of these chunks, each a {@code data:} event, then the end of the body. */
  public static Script stream(String... chunks) {
    return answer -> {
      begin(answer);
      for (var chunk : chunks) {
        answer.write("data: " + chunk + "\n\n");
      }
      answer.end();
    };
  }

  /** Begins a stream and then says nothing more. */
  public static Script streamAndHang(String... chunks) {
    return answer -> {
      begin(answer);
      for (var chunk : chunks) {
        answer.write("data: " + chunk + "\n\n");
      }
    };
  }

  /** Begins a stream and then breaks the connection. */
  public static Script streamAndBreak(String... chunks) {
    return answer -> {
      streamAndHang(chunks).play(answer);
      answer.write(": last words\n\n").onComplete(sent -> answer.reset());
    };
  }

  /** Breaks the connection without a word. */
  public static Script breakOff() {
    return HttpServerResponse::reset;
  }

  /** Sends one byte of a comment every so many milliseconds, for ever. */
  public Script drip(long millis) {
    return answer -> {
      begin(answer).write(":");
      long timer = vertx.setPeriodic(millis, tick -> answer.write("."));
      answer.closeHandler(gone -> {
        vertx.cancelTimer(timer);
        over(answer);
      });
    };
  }

  private static HttpServerResponse begin(HttpServerResponse answer) {
    return answer.setChunked(true).putHeader("content-type", "text/event-stream");
  }

  /** A chunk with this delta and no finish reason. */
  public static String delta(String json) {
    return "{\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":"
        + json
        + ",\"finish_reason\":null}],\"usage\":null}";
  }

  public static String text(String text) {
    return delta("{\"content\":\"" + text + "\"}");
  }

  /** The chunk that says why the model stopped. */
  public static String finish(String reason) {
    return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
  }

  public static final String USAGE =
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":131,\"completion_tokens\":44}}";
  public static final String DONE = "[DONE]";
}
