package dev.rcrewai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.Waiting;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The same requests through HTTP and, from another JVM, through the event bus. */
class SameAnswersTest {
  private static final String RUN = "executions.run";
  private static final String START = "executions.start";
  private static final String GET = "executions.get";
  private static final String LIST = "executions.list";
  private static final String EVENTS = "executions.events";
  private static final String CANCEL = "executions.cancel";
  private static final String RETRY = "executions.retry";
  private static final String ECHO =
      "{\"crew_name\":\"echo\",\"inputs\":{\"topic\":\"tea\"},\"request_id\":\"r-1\"}";
  private static final String BATCH = "{\"crew_name\":\"echo\",\"inputs\":[{\"topic\":\"tea\"}]}";
  private static final String HANG = ECHO.replace("echo", "hang");
  private static final String MEMO = ECHO.replace("echo", "memo");
  private static final String BROKEN = ECHO.replace("echo", "broken");

  @TempDir static Path dir;

  private static ClusterFixture cluster;
  private static BothDoors doors;
  private static String ann;
  private static String boss;

  /** Executions of ann's: one that completed, one that failed, one that runs; and one of bob's. */
  private static String done;

  private static String failed;
  private static String running;
  private static String bobs;
  private static String batch;
  private static String waiting;

  @BeforeAll
  static void start() throws Exception {
    var limits =
        Map.of(
            "MAX_BODY_BYTES", "8192",
            "CALLER_MAX_EXECUTIONS", "2",
            "CALLER_REQUESTS_PER_SECOND", "1",
            "CALLER_REQUEST_BURST", "400");
    cluster = new ClusterFixture(dir, limits);
    cluster.serve();
    doors = new BothDoors(cluster);
    ann = cluster.token("ann");
    boss = cluster.token("boss", "execute_crew", "view_all_executions");
    done = begin(ann, ECHO, "k-done");
    failed = begin(ann, BROKEN, "k-failed");
    running = begin(ann, HANG, "k-running");
    bobs = begin(cluster.token("bob"), ECHO, "k-bob");
    begin(token("mia"), MEMO, "k-mia");
    batch = beginBatch();
    waiting = beginWaiting();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static String beginWaiting() {
    var id = begin(token("wim"), ECHO.replace("echo", "confirm"), "k-wim");
    var read = Ask.of("", GET).as(token("wim")).with("execution_id", id);
    Waiting.until(
        "it waits",
        Duration.ofSeconds(30),
        () -> doors.http(read).body().contains("\"status\":\"waiting\""));
    return id;
  }

  private static String beginBatch() {
    var ask = Ask.of("", "batches.start").as(ann).header("Idempotency-Key", "k-batch").body(BATCH);
    var id = new JsonObject(doors.http(ask).body()).getString("batch_id");
    var read = Ask.of("", "batches.get").as(ann).with("batch_id", id);
    Waiting.until(
        "it has ended",
        Duration.ofSeconds(30),
        () -> doors.http(read).body().contains("\"status\":\"completed\""));
    return id;
  }

  /** Starts a crew through HTTP, and waits where it is one that ends. */
  private static String begin(String token, String body, String key) {
    var ask = Ask.of(key, START).as(token).header("Idempotency-Key", key).body(body);
    var said = doors.http(body.equals(HANG) ? ask : ask.header("Prefer", "wait=30"));
    return new JsonObject(said.body()).getString("execution_id");
  }

  @TestFactory
  List<DynamicTest> answers_ofBothDoors_areTheSameBytes() {
    var all = new ArrayList<Ask>();
    all.addAll(callers());
    all.addAll(crews());
    all.addAll(reads());
    all.addAll(bodies());
    all.addAll(replays());
    all.addAll(commands());
    all.addAll(batches());
    all.addAll(inputs());
    all.addAll(memories());
    assertThat(all).hasSizeGreaterThanOrEqualTo(40);
    return all.stream().map(ask -> DynamicTest.dynamicTest(ask.name(), () -> same(ask))).toList();
  }

  @TestFactory
  List<DynamicTest> answers_aboutWhatGoesOn_differInIdsAndTimesOnly() {
    return List.of(
            Ask.of("one that waits", GET).as(token("wim")).with("execution_id", waiting),
            Ask.of("one that runs", GET).as(ann).with("execution_id", running),
            Ask.of("a replay that runs", START)
                .as(ann)
                .header("Idempotency-Key", "k-running")
                .body(HANG),
            Ask.of("start and wait", START)
                .as(token("eve-3"))
                .header("Prefer", "wait=30")
                .body(ECHO),
            Ask.of("run", RUN).as(token("eve-4")).body(ECHO),
            Ask.of("run what fails", RUN).as(token("eve-4")).body(BROKEN))
        .stream()
        .map(ask ->
            DynamicTest.dynamicTest(
                ask.name(),
                () -> assertThat(doors.bus(ask).masked()).isEqualTo(doors.http(ask).masked())))
        .toList();
  }

  @Test
  void start_byEitherDoor_answersAlike() {
    var ask = Ask.of("start", START).as(token("una")).header("Prefer", "wait=soon").body(HANG);

    alike(doors.bus(ask), doors.http(ask));
  }

  @Test
  void cancel_byEitherDoor_answersAlike() {
    var asks = List.of("k-first", "k-second").stream().map(key -> hanging("kim", key)).toList();

    alike(doors.bus(asks.getFirst()), doors.http(asks.getLast()));
  }

  @Test
  void retry_byEitherDoor_answersAlike() {
    var cancel = hanging("ron", "k-ron");
    assertThat(doors.http(cancel).status()).isEqualTo(202);
    Waiting.until(
        "it is cancelled", Duration.ofSeconds(30), () -> doors.http(cancel).status() == 409);
    var ask = new Ask("retry", "rcrewai." + RETRY, cancel.parameters(), cancel.headers(), "");

    alike(doors.bus(ask), doors.http(ask));
  }

  /** Between the two an execution may have taken a step. */
  private static void alike(BothDoors.Said byBus, BothDoors.Said byHttp) {
    assertThat(byBus.status()).isEqualTo(202).isEqualTo(byHttp.status());
    assertThat(byBus.masked().headers()).isEqualTo(byHttp.masked().headers());
    assertThat(names(byBus)).isEqualTo(names(byHttp));
  }

  private static List<String> names(BothDoors.Said said) {
    return new JsonObject(said.body())
        .fieldNames().stream().filter(name -> !name.equals("retryable")).sorted().toList();
  }

  private static Ask hanging(String user, String key) {
    var id = begin(token(user), HANG, key);
    return Ask.of(key, CANCEL).as(token(user)).with("execution_id", id);
  }

  @Test
  void callersLimit_isOneForBothDoors() {
    var ask = Ask.of("full", START).as(token("full")).body(HANG);
    assertThat(doors.http(ask).status()).isEqualTo(202);
    assertThat(doors.bus(ask).status()).isEqualTo(202);

    same(ask);
    assertThat(doors.bus(ask).status()).isEqualTo(429);
  }

  @Test
  void callersRate_isOneForBothDoors() {
    var ask = Ask.of("hasty", "crews.list").as(token("hasty"));
    int asked = 0;
    while (doors.http(ask).status() == 200 && asked < 2_000) {
      asked++;
    }

    var byBus = doors.bus(ask);
    for (int i = 0; i < 5 && byBus.status() == 200; i++) { // a permit comes back each second
      byBus = doors.bus(ask);
    }

    assertThat(byBus.status()).isEqualTo(429);
    assertThat(byBus.headers()).containsEntry("retry-after", "1");
  }

  private static void same(Ask ask) {
    assertThat(doors.bus(ask)).isEqualTo(doors.http(ask));
  }

  private static String token(String user) {
    return cluster.token(user);
  }

  private static List<Ask> callers() {
    var get = Ask.of("", "crews.list");
    return List.of(
        named("no token", get),
        named("no JWT", get.as("nonsense")),
        named("a token that expired", get.as(cluster.token("ann", Duration.ofMinutes(-1)))),
        named("a token of another key", get.as(ann.substring(0, ann.length() - 4) + "AAAA")),
        named("two tokens", get.as(ann).as(ann)),
        named("another scheme", get.header("Authorization", "Basic YTpi")),
        named("no permission", get.as(cluster.token("ann", "view_metrics"))),
        named("token before body", Ask.of("", RUN).body("{")),
        named("permission before body", Ask.of("", RUN).as(cluster.token("x", "y")).body("{")),
        named("headers too large", get.as(ann).header("x-large", "x".repeat(20_000))));
  }

  private static Ask named(String name, Ask ask) {
    return new Ask(name, ask.address(), ask.parameters(), ask.headers(), ask.body());
  }

  private static List<Ask> crews() {
    var get = "crews.get";
    return List.of(
        Ask.of("crews", "crews.list").as(ann),
        Ask.of("crews of a caller of one", "crews.list")
            .as(cluster.token("c", "execute_crew:echo")),
        Ask.of("a crew", get).as(ann).with("crew_name", "strict"),
        Ask.of("no such crew", get).as(ann).with("crew_name", "nothing"),
        Ask.of("a crew by a name of signs", get).as(ann).with("crew_name", "a b%2F€"));
  }

  private static List<Ask> reads() {
    var list = Ask.of("", LIST).as(ann);
    var events = Ask.of("", EVENTS).as(ann).with("execution_id", done);
    var get = Ask.of("", GET).as(ann);
    return List.of(
        named("an execution", get.with("execution_id", done)),
        named("one that failed", get.with("execution_id", failed)),
        named("no such execution", get.with("execution_id", UUID.randomUUID().toString())),
        named("no id", get.with("execution_id", "x")),
        named("somebody else's", get.with("execution_id", bobs)),
        named("everybody's", Ask.of("", GET).as(boss).with("execution_id", bobs)),
        named("list", list),
        named("list of one", list.with("limit", "1")),
        named("list of none", list.with("limit", "0")),
        named("list of many", list.with("limit", "many")),
        named("list by status", list.with("status", "completed")),
        named("list by no status", list.with("status", "lost")),
        named("list by crew", list.with("crew_name", "echo", "request_id", "r-1")),
        named("list from no time", list.with("created_from", "yesterday")),
        named("list from no page", list.with("page_token", "%")),
        named("events", events),
        named("events, two", events.with("limit", "2")),
        named("events after the third", events.with("after", "3")),
        named("events after a header", events.header("Last-Event-ID", "4")),
        named("events after nothing", events.with("page_token", "x")),
        named("events of somebody else", events.with("execution_id", bobs)));
  }

  private static List<Ask> bodies() {
    var run = Ask.of("", RUN).as(ann);
    var start = Ask.of("", START).as(ann);
    return List.of(
        named("no body", run),
        named("half a body", run.body("{\"crew_name\":")),
        named("a list", run.body("[]")),
        named("a text", run.body("\"echo\"")),
        named("a name twice", run.body("{\"crew_name\":\"echo\",\"crew_name\":\"echo\"}")),
        named("NUL", run.body("{\"crew_name\":\"\\u0000\"}")),
        named("nothing in it", run.body("{}")),
        named("a member that nobody knows", run.body(ECHO.replace("request_id", "request"))),
        named("another media type", run.header("Content-Type", "text/plain").body(ECHO)),
        named("too large", run.body(ECHO.replace("tea", "t".repeat(9_000)))),
        named("an unknown crew", run.body(ECHO.replace("echo", "ecko"))),
        named("inputs that do not fit", start.body("{\"crew_name\":\"strict\",\"inputs\":{}}")),
        named("a time-out of nothing", start.body("{\"crew_name\":\"echo\",\"timeout\":0}")),
        named("an empty key", run.header("Idempotency-Key", "").body(ECHO)),
        named("a key that is too long", run.header("Idempotency-Key", "k".repeat(300)).body(ECHO)),
        named("no provider key", run.header("Provider-Key", "secret").body(ECHO)),
        named("an unknown provider", run.header("Provider-Key", "acme=secret").body(ECHO)),
        named(
            "a crew that is not allowed",
            Ask.of("", START).as(cluster.token("c", "execute_crew:hang")).body(ECHO)));
  }

  private static List<Ask> replays() {
    var start = Ask.of("", START).as(ann);
    return List.of(
        named("a replay", start.header("Idempotency-Key", "k-done").body(ECHO)),
        named("a replay that failed", start.header("Idempotency-Key", "k-failed").body(BROKEN)),
        named(
            "a replay that waits",
            start.header("Idempotency-Key", "k-done").header("Prefer", "wait=9").body(ECHO)),
        named("a key for another body", start.header("Idempotency-Key", "k-done").body(HANG)));
  }

  private static List<Ask> batches() {
    var start = Ask.of("", "batches.start").as(ann);
    var get = Ask.of("", "batches.get").as(ann);
    var cancel = Ask.of("", "batches.cancel").as(ann);
    var nothing = UUID.randomUUID().toString();
    return List.of(
        named("a batch", get.with("batch_id", batch)),
        named("no such batch", get.with("batch_id", nothing)),
        named("batch that has ended", cancel.with("batch_id", batch)),
        named("cancel no batch", cancel.with("batch_id", nothing)),
        named("a batch of nothing", start.body("{\"crew_name\":\"echo\",\"inputs\":[]}")),
        named("a batch again", start.header("Idempotency-Key", "k-batch").body(BATCH)),
        named(
            "nothing to tell",
            Ask.of("", "executions.redeliver").as(ann).with("execution_id", done)));
  }

  private static List<Ask> memories() {
    var get = Ask.of("", "memory.get").as(token("mia"));
    var erase = Ask.of("", "memory.erase").as(token("mo"));
    return List.of(
        named("memories", get),
        named("memories of a crew", get.with("crew_name", "memo", "limit", "1")),
        named("memories of no page", get.with("page_token", "x")),
        named("memories of somebody else", get.with("caller", "ann")),
        named(
            "memories of somebody, for who manages them",
            Ask.of("", "memory.get").as(cluster.token("m", "manage_memory")).with("caller", "mia")),
        named("nothing to erase", erase),
        named("erase somebody else's", erase.with("caller", "mia")),
        named("erase without permission", Ask.of("", "memory.erase").as(cluster.token("x", "y"))));
  }

  @Test
  void eraseMemory_byEitherDoor_answersAlike() {
    for (var user : List.of("mea", "meb")) {
      assertThat(begin(token(user), MEMO, "k-" + user)).isNotEmpty();
    }

    var byBus = doors.bus(Ask.of("erase", "memory.erase").as(token("mea")));
    var byHttp = doors.http(Ask.of("erase", "memory.erase").as(token("meb")));

    assertThat(new JsonObject(byBus.body()).getInteger("erased")).isPositive();
    assertThat(byBus.body().replace("mea", "")).isEqualTo(byHttp.body().replace("meb", ""));
    assertThat(byBus.status()).isEqualTo(200).isEqualTo(byHttp.status());
  }

  private static List<Ask> inputs() {
    var input = Ask.of("", "executions.input").as(cluster.token("bob", "answer_input"));
    var here = input.with("execution_id", waiting);
    var yes = "{\"answer\":\"yes\"}";
    return List.of(
        named("no answer", here.body("{}")),
        named("an answer that is none", here.body("{\"answer\":\"maybe\"}")),
        named("an answer to nothing", input.with("execution_id", done).body(yes)),
        named("an answer to nobody", input.with("execution_id", "x").body(yes)),
        named(
            "an answer of whoever",
            Ask.of("", "executions.input").as(ann).with("execution_id", waiting).body(yes)));
  }

  private static List<Ask> commands() {
    var cancel = Ask.of("", CANCEL).as(ann);
    var retry = Ask.of("", RETRY).as(ann);
    return List.of(
        named("cancel what has ended", cancel.with("execution_id", done)),
        named("cancel nothing", cancel.with("execution_id", UUID.randomUUID().toString())),
        named("cancel somebody else's", cancel.with("execution_id", bobs)),
        named("cancel what one only sees", Ask.of("", CANCEL).as(boss).with("execution_id", bobs)),
        named("cancel for no reason", cancel.with("execution_id", done).body("{\"reason\":1}")),
        named("retry what completed", retry.with("execution_id", done)),
        named("retry what runs", retry.with("execution_id", running)),
        named("retry nothing", retry.with("execution_id", UUID.randomUUID().toString())));
  }
}
