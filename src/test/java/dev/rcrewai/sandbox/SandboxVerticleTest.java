package dev.rcrewai.sandbox;

import static dev.rcrewai.sandbox.SandboxProcess.ask;
import static dev.rcrewai.sandbox.SandboxProcess.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sandbox over real HTTP. Each test asks for a rule of its own by the prompt's first word. */
class SandboxVerticleTest {
  private static final String SCRIPT =
      """
      rules:
        - {name: hello, when: {user: hello}, answer: {text: 'Hi. You said: ${user}'}}
        - name: tools
          when: {user: tools}
          answer:
            tool_calls: [{name: add, arguments: {a: 1}}, {name: now}, {name: bad, arguments: '{'}]
        - name: limited
          when: {user: limited}
          times: 1
          answer:
            status: 429
            retry_after: 2s
            error: {code: insufficient_quota, type: quota, message: no more}
            headers: {x-should-retry: 'false'}
        - {name: limited-no-more, when: {user: limited}, answer: {text: fine}}
        - {name: down, when: {user: down}, answer: {status: 500}}
        - {name: late, when: {user: late}, answer: {text: ok, latency: 80ms..120ms}}
        - {name: hang, when: {user: hang}, answer: {hang: true}}
        - {name: drop, when: {user: drop}, answer: {drop: before_headers}}
        - {name: cut, when: {user: cut}, answer: {text: '${user}', drop: mid_stream}}
        - {name: broken, when: {user: broken}, answer: {text: hi, malformed: true}}
        - name: raw
          when: {user: raw}
          answer: {body: "data: {\\"error\\":{\\"message\\":\\"overloaded\\"}}\\n\\n"}
        - {name: drip, when: {user: drip}, answer: {text: 'dripping äöü', drip: 20 bytes per 1ms}}
        - {name: paced, when: {user: paced}, answer: {text: '${user}', tokens_per_second: 100}}
        - {name: kept, when: {user: kept}, record: true, answer: {text: ok}}
        - {name: costly, when: {user: {regex: 'costly (.*.*.*.*)b'}}, answer: {text: ok}}
        - {name: secret, when: {header: {authorization: good}}, answer: {text: let in}}
      """;

  private static SandboxProcess sandbox;

  @BeforeAll
  static void start() {
    sandbox = new SandboxProcess(SCRIPT);
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  void chat_answersFromThePrompt_andSaysThatItIsScripted() {
    var reply = sandbox.post("hello 42");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers().get("content-type")).isEqualTo("application/json");
    assertThat(reply.text())
        .isEqualTo("[scripted by the sandbox provider, not a model]\n\nHi. You said: hello 42");
    assertThat(reply.json().getString("model")).isEqualTo("gpt-4o");
    assertThat(reply.json().getString("system_fingerprint")).isEqualTo("sandbox");
  }

  @Test
  void chat_sameRequest_sameAnswer() {
    var first = sandbox.post("hello again").json();
    var second = sandbox.post("hello again").json();
    first.remove("created");
    second.remove("created");
    assertThat(first).isEqualTo(second);
  }

  @Test
  void stream_isServerSentEvents() {
    var reply = sandbox.stream("hello there");
    assertThat(reply.headers().get("content-type")).startsWith("text/event-stream");
    assertThat(streamed(reply.body())).endsWith("Hi. You said: hello there");
    assertThat(reply.body()).endsWith("data: [DONE]\n\n");
  }

  @Test
  void toolCalls_severalInOneTurn_brokenArgumentsToo() {
    var message =
        sandbox
            .post("tools")
            .json()
            .getJsonArray("choices")
            .getJsonObject(0)
            .getJsonObject("message");
    assertThat(message.getJsonArray("tool_calls").stream())
        .extracting(call -> ((JsonObject) call).getJsonObject("function").encode())
        .containsExactly(
            "{\"name\":\"add\",\"arguments\":\"{\\\"a\\\":1}\"}",
            "{\"name\":\"now\",\"arguments\":\"{}\"}",
            "{\"name\":\"bad\",\"arguments\":\"{\"}");
  }

  @Test
  void status_comesWithItsErrorAndHeaders_onlySoOften() {
    var reply = sandbox.post("limited");
    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.headers().get("retry-after")).isEqualTo("2");
    assertThat(reply.headers().get("x-should-retry")).isEqualTo("false");
    assertThat(reply.body())
        .isEqualTo(
            "{\"error\":{\"message\":\"no more\",\"type\":\"quota\",\"param\":null,"
                + "\"code\":\"insufficient_quota\"}}");
    assertThat(sandbox.post("limited").text()).endsWith("fine");
  }

  @Test
  void status_withoutWords_isNamed() {
    var reply = sandbox.post("down");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body()).contains("the sandbox was told to answer 500", "server_error");
  }

  @Test
  void latency_delaysTheAnswer() {
    long before = System.nanoTime();
    assertThat(sandbox.post("late").status()).isEqualTo(200);
    assertThat(System.nanoTime() - before).isGreaterThan(80_000_000L);
  }

  @Test
  void hang_neverAnswers_andTheClientsResetIsCounted() {
    long before = sandbox.stats().getLong("reset_by_client");
    var hanging = new CompletableFuture<HttpClientRequest>();
    sandbox
        .request(SandboxProcess.CHAT)
        .onSuccess(request -> {
          request.send(ask("hang", false));
          hanging.complete(request);
        });
    var held = sandbox.statsOnce(s -> s.getJsonObject("by_rule").containsKey("hang"));
    assertThat(held.getInteger("in_flight")).isEqualTo(1);
    hanging.join().reset();
    var stats = sandbox.statsOnce(s -> s.getLong("reset_by_client") > before);
    assertThat(stats.getLong("reset_by_client")).isEqualTo(before + 1);
    assertThat(stats.getInteger("in_flight")).isZero();
    assertThat(last().getString("ended")).isEqualTo("reset_by_client");
  }

  @Test
  void streamThatTheClientLeaves_isCountedAndStopped() {
    long before = sandbox.stats().getLong("reset_by_client");
    var text = "paced " + "many words ".repeat(200);
    await(sandbox.send(ask(text, true), response -> response.request().reset().otherwiseEmpty()));
    var stats = sandbox.statsOnce(s -> s.getLong("reset_by_client") > before);
    assertThat(stats.getInteger("in_flight")).isZero();
  }

  @Test
  void requestThatTheClientNeverFinishes_isCountedAsReset() {
    long before = sandbox.stats().getLong("reset_by_client");
    var request = await(sandbox.request(SandboxProcess.CHAT));
    request.setChunked(true);
    await(request.write("{\"model\":"));
    assertThat(sandbox.statsOnce(s -> s.getInteger("in_flight") == 1).getInteger("in_flight"))
        .isEqualTo(1);
    request.reset();
    var stats = sandbox.statsOnce(s -> s.getLong("reset_by_client") > before);
    assertThat(stats.getInteger("in_flight")).isZero();
  }

  @Test
  void dropBeforeHeaders_closesTheConnection() {
    long before = sandbox.stats().getLong("dropped");
    assertThatThrownBy(() -> sandbox.post("drop")).hasCauseInstanceOf(HttpClosedException.class);
    assertThat(sandbox.stats().getLong("dropped")).isEqualTo(before + 1);
    assertThat(sandbox.stats().getInteger("in_flight")).isZero();
  }

  @Test
  void dropMidStream_closesTheConnection_afterHalfOfTheBody() {
    for (boolean stream : new boolean[] {true, false}) {
      var received = Buffer.buffer();
      var end =
          sandbox.send(
              ask("cut " + "word ".repeat(50), stream),
              response -> {
                assertThat(response.statusCode()).isEqualTo(200);
                response.handler(received::appendBuffer);
                return response.end();
              });
      assertThatThrownBy(() -> await(end)).hasCauseInstanceOf(HttpClosedException.class);
      assertThat(received.toString()).contains("chatcmpl-").doesNotContain("[DONE]");
    }
  }

  @Test
  void malformed_isCompleteHttp_withBrokenJson() {
    assertThatThrownBy(() -> sandbox.post("broken").json())
        .isInstanceOf(io.vertx.core.json.DecodeException.class);
    assertThat(sandbox.stream("broken").body()).endsWith("data: [DONE]\n\n");
  }

  @Test
  void rawBody_isSentAsItStands() {
    var reply = sandbox.stream("raw");
    assertThat(reply.body()).isEqualTo("data: {\"error\":{\"message\":\"overloaded\"}}\n\n");
    assertThat(reply.headers().get("content-type")).startsWith("text/event-stream");
  }

  @Test
  void drip_splitsTheBytes_andLosesNone() {
    var pieces = new ArrayList<Buffer>();
    var end =
        sandbox.send(
            ask("drip", true),
            response -> {
              response.handler(pieces::add);
              return response.end();
            });
    await(end);
    var all = Buffer.buffer();
    pieces.forEach(all::appendBuffer);
    assertThat(pieces).hasSizeGreaterThan(10);
    assertThat(streamed(all.toString())).endsWith("dripping äöü");
  }

  @Test
  void tokensPerSecond_paceAStream() {
    long before = System.nanoTime();
    var text = "paced and slow, twenty tokens or so, twenty tokens or so";
    assertThat(streamed(sandbox.stream(text).body())).endsWith(text);
    assertThat(System.nanoTime() - before).isGreaterThan(100_000_000L);
  }

  @Test
  void header_canBeMatched() {
    var reply =
        await(
            sandbox
                .request(SandboxProcess.CHAT)
                .compose(request ->
                    request
                        .putHeader("Authorization", "Bearer good")
                        .send(ask("anything", false))
                        .compose(SandboxProcess::whole)));
    assertThat(reply.text()).endsWith("let in");
  }

  @Test
  void costlyRegex_isA500ThatSaysWhich() {
    var reply = sandbox.post("costly " + "a".repeat(100));
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body()).contains("gave up matching", "costly (.*.*.*.*)b");
  }

  @Test
  void requests_areListedLatestFirst_withoutBodiesUnlessRecorded() {
    sandbox.post("hello for the list");
    sandbox.post("kept for the list");
    var listed = sandbox.get("/sandbox/requests?last=2").json().getJsonArray("requests");
    var latest = listed.getJsonObject(0);
    assertThat(latest.getString("rule")).isEqualTo("kept");
    assertThat(latest.getString("path")).isEqualTo("/v1/chat/completions");
    assertThat(latest.getInteger("status")).isEqualTo(200);
    assertThat(latest.getString("ended")).isEqualTo("answered");
    assertThat(latest.getString("body")).contains("kept for the list");
    assertThat(listed.getJsonObject(1).fieldNames()).doesNotContain("body");
    assertThat(listed).hasSize(2);
  }

  @Test
  void stats_countByStatusAndRule_chatsOnly() {
    var before = sandbox.stats();
    sandbox.post("hello");
    sandbox.post("down");
    sandbox.get("/v1/models");
    var after = sandbox.stats();
    assertThat(after.getLong("requests")).isEqualTo(before.getLong("requests") + 2);
    assertThat(count(after, "by_rule", "hello")).isEqualTo(count(before, "by_rule", "hello") + 1);
    assertThat(count(after, "by_status", "500")).isEqualTo(count(before, "by_status", "500") + 1);
    assertThat(after.getInteger("connections")).isPositive();
  }

  @Test
  void models_listTheScriptedOne() {
    var models = sandbox.get("/v1/models").json();
    assertThat(models.getString("object")).isEqualTo("list");
    assertThat(models.getJsonArray("data").getJsonObject(0).getString("id")).isEqualTo("scripted");
  }

  private static SandboxProcess.Reply embed(String body) {
    return await(
        sandbox
            .request("/v1/embeddings")
            .compose(request -> request.send(body).compose(SandboxProcess::whole)));
  }

  @Test
  void embeddings_areAVectorForEachText_theSameForTheSame() {
    var reply = embed("{\"model\":\"m\",\"input\":[\"one text\",\"two\",\"one text\"]}");
    assertThat(reply.status()).isEqualTo(200);
    var data = reply.json().getJsonArray("data");
    assertThat(data).hasSize(3);
    assertThat(data.getJsonObject(0).getJsonArray("embedding"))
        .hasSize(512)
        .isEqualTo(data.getJsonObject(2).getJsonArray("embedding"))
        .isNotEqualTo(data.getJsonObject(1).getJsonArray("embedding"));
    assertThat(reply.json().getJsonObject("usage").getInteger("prompt_tokens")).isEqualTo(5);
  }

  @Test
  void embeddings_ofNothing_areRefused() {
    assertThat(embed("{\"model\":\"m\",\"input\":[]}").status()).isEqualTo(400);
    assertThat(embed("{\"model\":\"m\",\"input\":[\"\"]}").status()).isEqualTo(400);
    assertThat(embed("{\"input\":\"text\"}").status()).isEqualTo(400);
    assertThat(embed("no JSON").status()).isEqualTo(400);
  }

  @Test
  void otherPathsAndMethods_areNotFound() {
    assertThat(sandbox.get("/v1/embeddings").status()).isEqualTo(404);
    assertThat(sandbox.get(SandboxProcess.CHAT).status()).isEqualTo(404);
    var posted = await(sandbox.request("/v1/models").compose(r -> r.send("{}")));
    assertThat(posted.statusCode()).isEqualTo(404);
    var put =
        await(sandbox.request("/v1/models").compose(r -> r.setMethod(HttpMethod.PUT).send("{}")));
    assertThat(put.statusCode()).isEqualTo(404);
  }

  @Test
  void bodyThatIsNoRequest_is400() {
    var reply = await(sandbox.reply(Buffer.buffer("{]")));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().getJsonObject("error").getString("type"))
        .isEqualTo("invalid_request_error");
  }

  @Test
  void bodyBeyondTheBound_is413() {
    var large = Buffer.buffer(new byte[BodyReader.BYTES_MAX + 1]);
    assertThat(await(sandbox.reply(large)).status()).isEqualTo(413);
  }

  @Test
  void thousandDelayedAnswers_waitSideBySide() {
    var script = "rules: [{answer: {text: '${user}', latency: 500ms}}]";
    try (var busy = new SandboxProcess(script)) {
      long before = System.nanoTime();
      var replies =
          IntStream.range(0, 1000).mapToObj(i -> busy.reply(ask("no. " + i, i % 2 == 0))).toList();
      await(Future.all(replies));
      assertThat(System.nanoTime() - before).isLessThan(60_000_000_000L);
      for (int i = 0; i < replies.size(); i++) {
        var body = replies.get(i).result().body();
        assertThat(i % 2 == 0 ? streamed(body) : body).contains("no. " + i);
      }
      var stats = busy.stats();
      assertThat(stats.getLong("requests")).isEqualTo(1000);
      assertThat(count(stats, "by_status", "200")).isEqualTo(1000);
      assertThat(stats.getInteger("in_flight")).isZero();
    }
  }

  private static JsonObject last() {
    return sandbox.get("/sandbox/requests?last=1").json().getJsonArray("requests").getJsonObject(0);
  }

  private static long count(JsonObject stats, String kind, String key) {
    return stats.getJsonObject(kind).getLong(key, 0L);
  }

  /** The content of a stream's deltas. */
  private static String streamed(String body) {
    var text = new StringBuilder();
    for (var event : body.split("\n\n", -1)) {
      if (event.startsWith("data: {")) {
        var choices = new JsonObject(event.substring("data: ".length())).getJsonArray("choices");
        if (!choices.isEmpty()) {
          var delta = choices.getJsonObject(0).getJsonObject("delta");
          text.append(delta.getString("content", ""));
        }
      }
    }
    return text.toString();
  }
}
