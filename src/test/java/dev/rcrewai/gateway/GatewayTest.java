package dev.rcrewai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.client.CallOptions;
import dev.rcrewai.client.ProblemException;
import dev.rcrewai.client.RcrewaiClient;
import dev.rcrewai.execution.Await;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.trace.OtlpReceiver;
import dev.rcrewai.trace.OtlpReceiver.Received;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client and the streams of one server, each in a JVM of its own. */
class GatewayTest {
  @TempDir static Path dir;

  private static final OtlpReceiver TRACES = new OtlpReceiver();

  private static ClusterFixture cluster;
  private static RcrewaiClient ann;

  @BeforeAll
  static void start() throws Exception {
    var settings =
        Map.of(
            "CLUSTER_CALLER_STREAMS_MAX", "3",
            "TRACING_ENABLED", "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT", TRACES.endpoint(),
            "OTEL_BSP_SCHEDULE_DELAY", "50");
    cluster = new ClusterFixture(dir, settings);
    cluster.serve();
    ann = cluster.client("ann");
  }

  @AfterAll
  static void stop() {
    cluster.close();
    TRACES.close();
  }

  @Test
  void client_runsACrew_andReadsWhatItLeft() {
    var ran = Await.await(ann.run(request("echo"))).orThrow().json();
    var id = ran.getString("execution_id");

    assertThat(ran.getJsonObject("result").getString("output")).isEqualTo("about tea");
    assertThat(Await.await(ann.get(id)).json().getString("status")).isEqualTo("completed");
    assertThat(Await.await(ann.list(Map.of("limit", "200"))).body().toString()).contains(id);
    assertThat(Await.await(ann.retry(id)).code()).isEqualTo("completed");
    assertThat(Await.await(ann.crew("echo")).json().getString("name")).isEqualTo("echo");
    assertThat(Await.await(ann.crews()).json().getJsonArray("crews")).isNotEmpty();
  }

  @Test
  void client_seesAndErases_whatCrewsRememberForIt() {
    var mia = cluster.client("mia");
    Await.await(mia.run(request("memo"))).orThrow();

    assertThat(Await.await(mia.memory(Map.of())).json().getJsonArray("memories")).hasSize(2);
    assertThat(Await.await(mia.eraseMemory(Map.of())).json().getInteger("erased")).isEqualTo(2);
    assertThat(Await.await(mia.memory(Map.of())).json().getJsonArray("memories")).isEmpty();
  }

  @Test
  void message_withATraceparent_isPartOfThatTrace() {
    var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    var options = CallOptions.DEFAULT.traceparent("00-" + trace + "-00f067aa0ba902b7-01");

    Await.await(ann.run(request("echo"), options)).orThrow();

    var message = span(trace, "process rcrewai.executions.run");
    assertThat(message.parent()).isEqualTo("00f067aa0ba902b7");
    assertThat(message.attribute("rcrewai.response.status")).isEqualTo("200");
    assertThat(span(trace, "accept journal").parent()).isEqualTo(message.id());
    assertThat(span(trace, "invoke_workflow echo").parent()).isEqualTo(message.id());
  }

  /** The first span of that name, as soon as it has come. */
  private static Received span(String trace, String name) {
    Waiting.until(
        name,
        Duration.ofSeconds(20),
        () -> TRACES.trace(trace).stream().anyMatch(span -> span.name().equals(name)));
    return TRACES.trace(trace).stream()
        .filter(span -> span.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void example_ofTheDocumentation_runs() {
    var seen = new CopyOnWriteArrayList<JsonObject>();

    BusExample.follow(ann, run("echo"), seen::add);

    assertThat(Await.await(BusExample.ask(cluster.vertx(), cluster.token("ann"), "tea")))
        .isEqualTo("about tea");
    Waiting.until(
        "it ends",
        Duration.ofSeconds(20),
        () -> !seen.isEmpty() && seen.getLast().containsKey("ended"));
  }

  @Test
  void run_ofACrewThatAsks_waitsForAPerson_whoAnswersByTheBus() {
    var asked = Await.await(ann.run(request("confirm")));
    var id = asked.json().getString("execution_id");
    var bob =
        RcrewaiClient.on(cluster.vertx()).withToken(() -> cluster.token("bob", "answer_input"));

    var answered = Await.await(bob.input(id, new JsonObject().put("answer", "yes")));

    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.json().getString("status")).isEqualTo("waiting");
    assertThat(answered.status()).isEqualTo(202);
    assertThat(Events.of(ann.events(id)).toEnd().getLast().getString("type"))
        .isEqualTo("execution.completed");
    assertThat(Await.await(bob.input(id, new JsonObject().put("answer", "no"))).code())
        .isEqualTo("already_answered");
  }

  @Test
  void client_cancels_whatItStarted() {
    var started = Await.await(ann.start(request("hang"))).orThrow();
    var id = started.json().getString("execution_id");

    assertThat(started.header("Location")).contains("/v1/executions/" + id);
    assertThat(Await.await(ann.cancel(id, "no more")).status()).isEqualTo(202);
    Waiting.until(
        "it is cancelled",
        Duration.ofSeconds(20),
        () -> Await.await(ann.get(id)).json().getString("status").equals("cancelled"));
  }

  @Test
  void client_withoutToken_isUnauthorized() {
    var answer = Await.await(RcrewaiClient.on(cluster.vertx()).crews());

    assertThat(answer.code()).isEqualTo("unauthorized");
    assertThatThrownBy(answer::orThrow)
        .isInstanceOf(ProblemException.class)
        .hasMessage("401 unauthorized: Unauthorized");
  }

  @Test
  void run_beyondItsDeadline_isAnsweredWithWhereItStands() {
    var options = CallOptions.DEFAULT.timeout(Duration.ofSeconds(2));

    var answer = Await.await(ann.run(request("hang"), options));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().getString("status")).isEqualTo("running");
  }

  @Test
  void deadline_thatHasPassed_startsNothing() {
    assertThat(code(Instant.now().minusSeconds(1).toString())).isEqualTo("deadline_passed");
    assertThat(code("tomorrow")).isEqualTo("invalid_request");
  }

  private static String code(String deadline) {
    var raw =
        new DeliveryOptions()
            .addHeader("authorization", "Bearer " + cluster.token("late"))
            .addHeader("deadline", deadline);
    var bus = cluster.vertx().eventBus();
    Message<Buffer> answer =
        Await.await(bus.request("rcrewai.executions.start", request("echo").toBuffer(), raw));
    return answer.body().toJsonObject().getString("code");
  }

  @Test
  void parameterThatIsMissing_isNamed() {
    var get = ann.call("rcrewai.executions.get", Map.of(), Buffer.buffer(), CallOptions.DEFAULT);

    var answer = Await.await(get);

    assertThat(answer.code()).isEqualTo("invalid_request");
    assertThat(answer.json().getString("error")).contains("execution_id");
  }

  @Test
  void body_thatIsNoJson_isMalformed() {
    var raw = new DeliveryOptions().addHeader("authorization", "Bearer " + cluster.token("ann"));
    var bus = cluster.vertx().eventBus();

    Message<Buffer> text = Await.await(bus.request("rcrewai.executions.start", "echo", raw));
    Message<Buffer> json =
        Await.await(bus.request("rcrewai.executions.start", request("echo"), raw));

    assertThat(text.body().toJsonObject().getString("code")).isEqualTo("malformed_json");
    assertThat(json.headers().get("status")).isEqualTo("202");
  }

  @Test
  void events_ofAnEndedExecution_areItsJournal() {
    var id = run("chain");
    var page = page(id);

    var events = Events.of(ann.events(id)).toEnd();

    assertThat(new JsonArray(events)).isEqualTo(page);
    assertThat(Events.of(ann.events(id, events.size())).toEnd()).isEmpty();
    assertThat(new JsonArray(Events.of(ann.events(id, 2)).toEnd()))
        .isEqualTo(new JsonArray(page.getList().subList(2, page.size())));
  }

  @Test
  void events_whileTextIsWritten_haveAllOfIt() {
    var id = Await.await(ann.start(request("talk"))).json().getString("execution_id");

    var events = Events.of(ann.events(id)).toEnd();

    var text =
        events.stream()
            .filter(event -> "write/attempt/1/turn/1/chat".equals(event.getString("path")))
            .filter(event -> "chat.delta".equals(event.getString("type")))
            .map(event -> event.getString("text"))
            .collect(Collectors.joining());
    assertThat("one two three four five six seven eight nine ten eleven twelve thirteen")
        .endsWith(text);
    assertThat(text).contains("twelve thirteen");
    assertThat(new JsonArray(Events.recorded(events))).isEqualTo(page(id));
  }

  @Test
  void events_ofSomebodyElse_areRefused() {
    var id = run("echo");

    var failure = Events.of(cluster.client("bob").events(id)).failure();

    assertThat(failure).isInstanceOf(ProblemException.class).hasMessageStartingWith("404 ");
  }

  @Test
  void reader_thatPausesForLong_isLeft_andMissesNothing() throws Exception {
    var id = run("long");
    var page = page(id);
    var stream = ann.events(id);
    var events = Events.of(stream.pause());
    var other = new RawStream(cluster.vertx(), cluster.token("ann"), id, "100");
    other.next(); // and no reply

    var end = other.next();
    assertThat(end.headers().get("reason")).isEqualTo("slow");
    assertThat(end.headers().get("resume-after")).isEqualTo("0");
    assertThat(events.size()).isZero();
    stream.resume();

    assertThat(new JsonArray(events.toEnd())).isEqualTo(page);
  }

  @Test
  void stream_withoutReplies_sendsNoMoreThanTheCredit() throws Exception {
    var id = run("chain");
    var page = page(id);

    var stream = new RawStream(cluster.vertx(), cluster.token("ann"), id, "1");

    var first = stream.next();
    assertThat(size(first)).isEqualTo(1);
    assertThat(stream.waiting()).isZero();
    first.reply(Buffer.buffer(), new DeliveryOptions().addHeader("credit", "3"));
    var second = stream.next();
    assertThat(size(second)).isEqualTo(3);
    second.reply(Buffer.buffer());
    int read = 4;
    for (var next = stream.next(); !isEnd(next); next = stream.next()) {
      read += size(next);
      next.reply(Buffer.buffer());
    }
    assertThat(read).isEqualTo(page.size());
  }

  @Test
  void stream_outlivesItsToken_never() throws Exception {
    var id = Await.await(ann.start(request("hang"))).json().getString("execution_id");
    var token = cluster.token("ann", Duration.ofSeconds(3), "execute_crew");

    var stream = new RawStream(cluster.vertx(), token, id, "100");

    var message = stream.next();
    long last = 0;
    while (!isEnd(message)) {
      message.reply(Buffer.buffer());
      var events = message.body().toJsonObject().getJsonArray("events");
      last = events.getJsonObject(events.size() - 1).getLong("seq");
      message = stream.next();
    }
    assertThat(message.headers().get("reason")).isEqualTo("expired");
    assertThat(message.headers().get("resume-after")).isEqualTo(Long.toString(last));
    assertThat(stream.answer().headers().get("status")).isEqualTo("200");
  }

  @Test
  void stream_toAnAddressThatIsNoClients_isRefused() {
    var id = run("echo");

    for (var address : List.of("llm.chat", "rcrewai.client.", "rcrewai.client.a/b")) {
      var answer = RawStream.ask(cluster.vertx(), cluster.token("ann"), id, "1", address);
      assertThat(answer.body().toJsonObject().getString("code")).isEqualTo("invalid_request");
    }
    for (var credit : List.of("0", "1001", "-1", "many")) {
      var answer =
          RawStream.ask(cluster.vertx(), cluster.token("ann"), id, credit, "rcrewai.client.x");
      assertThat(answer.body().toJsonObject().getString("error")).startsWith("credit must be");
    }
  }

  @Test
  void streams_ofOneCaller_areCounted() {
    var token = cluster.token("many");
    var many = cluster.client("many");
    var id = Await.await(many.start(request("hang"))).json().getString("execution_id");
    for (int i = 0; i < 3; i++) {
      new RawStream(cluster.vertx(), token, id, "1");
    }

    var answer = new RawStream(cluster.vertx(), token, id, "1").answer();

    assertThat(answer.headers().get("status")).isEqualTo("429");
    assertThat(answer.headers().get("retry-after")).isEqualTo("5");
    assertThat(answer.body().toJsonObject().getString("code")).isEqualTo("too_many_streams");
  }

  @Test
  void cluster_seesPublicAddressesOnly() {
    var known = cluster.hazelcast().getMultiMap("__vertx.subs").keySet();

    assertThat(known).isNotEmpty();
    assertThat(known)
        .allMatch(address ->
            Addresses.OPERATIONS.containsKey(address)
                || address.toString().startsWith(Addresses.CLIENTS));
  }

  @Test
  void internalAddress_fromAnotherMember_hasNoHandlers() {
    for (var address : List.of("llm.chat", "tool.run", "step.abort")) {
      assertThatThrownBy(() -> Await.await(cluster.vertx().eventBus().request(address, "x")))
          .isInstanceOfSatisfying(
              ReplyException.class,
              e -> assertThat(e.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
    }
  }

  @Test
  void health_ofAMember_namesTheCluster() {
    assertThat(get("/health")).contains("\"cluster\":{\"status\":\"healthy\"");
  }

  private static String run(String crew) {
    return Await.await(ann.run(request(crew))).orThrow().json().getString("execution_id");
  }

  private static JsonArray page(String id) {
    var parameters = Map.of("execution_id", id, "limit", "1000");
    var answer =
        Await.await(
            ann.call(
                "rcrewai.executions.events", parameters, Buffer.buffer(), CallOptions.DEFAULT));
    return answer.orThrow().json().getJsonArray("events");
  }

  private static JsonObject request(String crew) {
    return new JsonObject()
        .put("crew_name", crew)
        .put("inputs", new JsonObject().put("topic", "tea"));
  }

  private static int size(Message<Buffer> message) {
    return message.body().toJsonObject().getJsonArray("events").size();
  }

  private static boolean isEnd(Message<Buffer> message) {
    return message.headers().get("kind").equals("end");
  }

  private static String get(String path) {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(cluster.address().resolve(path));
      return http.send(request.build(), BodyHandlers.ofString()).body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
