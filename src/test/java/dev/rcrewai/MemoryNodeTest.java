package dev.rcrewai;

import static dev.rcrewai.NodeFixture.request;
import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.CrewMemory;
import dev.rcrewai.execution.EventData.ValueRecorded;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatCall.Account;
import dev.rcrewai.step.EmbedderChoice;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.Passage;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.step.RecallRequest;
import dev.rcrewai.step.RecallRequest.Memories;
import dev.rcrewai.step.RecallRequest.Remember;
import dev.rcrewai.step.RecallResult;
import dev.rcrewai.step.RecallResult.Recalled;
import dev.rcrewai.step.RecallRun;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.TraceContext;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A whole node that remembers: real store, real bus, vectors of the sandbox over real HTTP. */
@ExtendWith(BlockedThreads.class)
class MemoryNodeTest {
  private static final EmbedderChoice VECTORS =
      new EmbedderChoice("openai", "text-embedding-3-small");
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final int PAIRS = 1_000;
  private static final int PAIRS_AT_ONCE = 50;

  /** What was remembered, and what is asked for it in other words. */
  private static final Map<String, String> QUALITY = quality();

  @TempDir static Path dir;
  private static NodeFixture node;

  /** Takes connections and never says a word. */
  private static ServerSocket silent;

  @BeforeAll
  static void start() throws IOException {
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    node = new NodeFixture(dir, TestCrews.SCRIPT);
    node.with("OLLAMA_BASE_URL", "http://127.0.0.1:" + silent.getLocalPort())
        .crew("echo", "memory: true\n" + TestCrews.ECHO)
        .crew("parrot", "memory: true\n" + TestCrews.ECHO)
        .crew(
            "talk",
            """
            inputs: {word: {type: string}}
            steps:
              say: {start: true, crew: parrot, inputs: {word: '{inputs.word}'}}
            """)
        .crew("mute", "memory: true\nembedder: ollama/mute\n" + TestCrews.ECHO)
        .start();
  }

  @AfterAll
  static void stop() throws IOException {
    node.close();
    silent.close();
  }

  private static Map<String, String> quality() {
    var all = new LinkedHashMap<String, String>();
    all.put("Parcel 881 arrived with a cracked lamp; we sent a new lamp", "the lamp is cracked");
    all.put("The invoice for March was paid twice; one payment went back", "paid an invoice twice");
    all.put("Password resets go by the security desk on floor two", "resetting a password");
    all.put("Vera Holm eats no nuts and sits by the window", "where does Vera Holm like to sit");
    all.put("The Oslo office closes at four on Fridays", "closing time in Oslo on Friday");
    all.put("Refunds above 500 euros need a second signature", "sign a refund of 900 euros");
    all.put("Night trains to Rome are booked out in August", "a train to Rome in August");
    all.put("The export tool fails on files with umlauts in their names", "export fails: umlauts");
    all.put("Customers from Norway pay no import duty on books", "import duties for books");
    all.put("The kettle in the kitchen trips the fuse", "kitchen fuse trips");
    all.put("Quarterly report: sales of lamps fell by nine percent", "how did lamp sales develop");
    all.put("New colleagues get their laptop on the second day", "laptops for a new colleague");
    return all;
  }

  private static Future<RecallResult> ask(String caller, String crew, RecallRequest request) {
    var run =
        new RecallRun(
            new ExecutionId(UUID.randomUUID().toString()),
            StepPath.task("x").attempt(1).memory(),
            crew,
            request,
            Instant.now().plusSeconds(60),
            node.node().dispatcher().node().text(),
            new Account(caller, crew),
            ProviderKeys.NONE,
            TraceContext.NONE);
    return node.node().bus().request(StepAddresses.MEMORY, run, Duration.ofSeconds(60));
  }

  private static Future<RecallResult> remember(
      String caller, String crew, @Nullable EmbedderChoice embedder, String text) {
    return ask(
        caller,
        crew,
        new Remember(CrewMemory.ofAll(), embedder, "t", "note", text, true, NOON, List.of()));
  }

  private static Future<List<Passage>> recall(
      String caller, String crew, @Nullable EmbedderChoice embedder, String query) {
    return ask(caller, crew, new Memories(CrewMemory.ofAll(), embedder, query))
        .map(result -> ((Recalled) result).passages());
  }

  @Test
  void crewInAFlow_remembersAsTheCrewThatItIs() {
    assertThat(node.run(request("talk", Map.of("word", "tea"))).outcome())
        .isEqualTo(Outcome.COMPLETED);

    var alone = node.run(request("parrot", Map.of("word", "tea")));

    var recalled = node.events(alone.id(), ValueRecorded.class).getFirst();
    assertThat(recalled.kind()).isEqualTo(ValueRecorded.Kind.MEMORY);
    assertThat(recalled.passages()).extracting(Passage::text).anyMatch(it -> it.contains("tea"));
  }

  @Test
  void twoCallers_oneCrew_nothingCrosses_inAThousandPairs() {
    for (int from = 0; from < PAIRS; from += PAIRS_AT_ONCE) {
      var pairs = new ArrayList<Future<Void>>();
      for (int i = from; i < from + PAIRS_AT_ONCE; i++) {
        pairs.add(pair(i));
      }
      await(Future.all(pairs));
    }
  }

  /** Each asks with the very words of the other's secret. */
  private static Future<Void> pair(int i) {
    var embedder = i % 10 == 0 ? VECTORS : null;
    var one = "the code of Blue" + i + " is one" + i;
    var two = "the code of Red" + i + " is two" + i;
    return Future.all(
            remember("one-" + i, "shared", embedder, one),
            remember("two-" + i, "shared", embedder, two))
        .compose(_ ->
            Future.all(
                recall("one-" + i, "shared", embedder, one + " " + two),
                recall("two-" + i, "shared", embedder, one + " " + two)))
        .map(both -> {
          assertThat(both.<List<Passage>>resultAt(0))
              .isNotEmpty()
              .allSatisfy(found ->
                  assertThat(found.text())
                      .containsAnyOf("one" + i, "Blue" + i)
                      .doesNotContain("Red"));
          assertThat(both.<List<Passage>>resultAt(1))
              .isNotEmpty()
              .allSatisfy(found ->
                  assertThat(found.text())
                      .containsAnyOf("two" + i, "Red" + i)
                      .doesNotContain("Blue"));
          return null;
        });
  }

  @Test
  void secondExecution_isRemindedOfTheFirst_andOfNobodyElses() {
    var first = node.run(request("echo", Map.of("word", "walrus")));
    var second = node.run(request("echo", Map.of("word", "walrus")));

    assertThat(List.of(first.outcome(), second.outcome())).containsOnly(Outcome.COMPLETED);
    assertThat(passages(first.id())).isEmpty();
    assertThat(passages(second.id()))
        .anySatisfy(found -> assertThat(found.text()).contains("You said walrus"));
    assertThat(second.usage().inputTokens())
        .as("vectors cost tokens too")
        .isGreaterThan(first.usage().inputTokens());
  }

  @Test
  void embedderThatNeverAnswers_costsNoTaskItsTime_andWordsFindInItsPlace() {
    var first = node.run(soon("walrus"));
    var second = node.run(soon("walrus"));

    assertThat(List.of(first.outcome(), second.outcome())).containsOnly(Outcome.COMPLETED);
    assertThat(node.events(first.id(), ValueRecorded.class).getFirst().failure())
        .startsWith("no vectors: aborted");
    assertThat(passages(second.id()))
        .anySatisfy(found -> assertThat(found.text()).contains("You said walrus"));
  }

  private static ExecutionRequest soon(String word) {
    return request("mute", Map.of("word", word), Duration.ofSeconds(6), 0);
  }

  private static List<Passage> passages(ExecutionId id) {
    return node.events(id, ValueRecorded.class).stream()
        .filter(value -> value.kind() == ValueRecorded.Kind.MEMORY)
        .flatMap(value -> value.passages().stream())
        .toList();
  }

  @Test
  void recall_ofASmallSet_findsMost_byWordsAndByVectors() {
    var byWords = quality("words", null);
    var byVectors = quality("vectors", VECTORS);

    assertThat(byWords.inThree()).isGreaterThanOrEqualTo(10);
    assertThat(byVectors.inThree()).isGreaterThanOrEqualTo(11);
  }

  private record Quality(int first, int inThree) {}

  private static Quality quality(String how, @Nullable EmbedderChoice embedder) {
    QUALITY.keySet().forEach(text -> await(remember("ann", how, embedder, text)));
    int first = 0;
    int inThree = 0;
    for (var each : QUALITY.entrySet()) {
      var found =
          await(recall("ann", how, embedder, each.getValue())).stream()
              .filter(passage -> passage.source().startsWith("memory: long_term"))
              .map(Passage::text)
              .toList();
      first += !found.isEmpty() && found.getFirst().contains(each.getKey()) ? 1 : 0;
      inThree += found.stream().anyMatch(text -> text.contains(each.getKey())) ? 1 : 0;
    }
    System.out.printf(
        "recall by %s: %d of %d first, %d among three%n", how, first, QUALITY.size(), inThree);
    return new Quality(first, inThree);
  }
}
