package dev.rcrewai.memory;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.crew.CrewMemory;
import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.step.ChatCall.Account;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.EmbedderChoice;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingCall;
import dev.rcrewai.step.EmbeddingResult;
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
import dev.rcrewai.step.Usage;
import dev.rcrewai.store.sqlite.SqliteExecutionStore;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.trace.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memories over the bus, with a real store; vectors are the test's own. */
class DeskTest {
  private static final EmbedderChoice EMBEDDER = new EmbedderChoice("openai", "small");
  private static final Bill BILL = new Bill("openai", "small", new Usage(3, 0, 0, 0), null);
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private LocalBus bus;
  private SqliteExecutionStore store;

  @BeforeEach
  void start() {
    bus = LocalBus.on(vertx);
    store = new SqliteExecutionStore(vertx, dir, Clock.systemUTC(), _ -> {});
    await(store.open());
    var metrics = new Metrics(meters);
    await(
        vertx.deployVerticle(
            () ->
                new MemoryVerticle(bus, store.memories(), metrics, Tracing.OFF, Clock.systemUTC()),
            MemoryVerticle.deployment(2)));
  }

  @AfterEach
  void stop() {
    await(store.close());
    await(vertx.close());
  }

  /** Vectors as this says. */
  private void vectors(Function<String, float[]> meaning) {
    bus.answer(
        StepAddresses.EMBED,
        (EmbeddingCall call) -> {
          var all = call.request().texts().stream().map(text -> new Embedding(meaning.apply(text)));
          return Future.succeededFuture(new EmbeddingResult.Embedded(all.toList(), BILL));
        });
  }

  private static ExecutionId execution() {
    return new ExecutionId(UUID.randomUUID().toString());
  }

  private RecallResult ask(String caller, ExecutionId execution, RecallRequest request) {
    var run =
        new RecallRun(
            execution,
            StepPath.task("x").attempt(1).memory(),
            "support",
            request,
            Instant.now().plusSeconds(9),
            "node",
            new Account(caller, "support"),
            ProviderKeys.NONE,
            TraceContext.NONE);
    return await(bus.request(StepAddresses.MEMORY, run, Duration.ofSeconds(10)));
  }

  private ExecutionId remember(String result, Instant at, @Nullable EmbedderChoice embedder) {
    var execution = execution();
    remember(execution, result, at, embedder);
    return execution;
  }

  private void remember(
      ExecutionId execution, String result, Instant at, @Nullable EmbedderChoice embedder) {
    var task =
        new Remember(CrewMemory.ofAll(), embedder, "reply", "answer", result, true, at, List.of());
    assertThat(ask("ann", execution, task)).isInstanceOf(Recalled.class);
  }

  private List<Passage> recall(String query, @Nullable EmbedderChoice embedder) {
    return recall("ann", execution(), query, embedder);
  }

  private List<Passage> recall(
      String caller, ExecutionId execution, String query, @Nullable EmbedderChoice embedder) {
    var asked = ask(caller, execution, new Memories(CrewMemory.ofAll(), embedder, query));
    return ((Recalled) asked).passages();
  }

  private List<String> kept(MemoryKind kind) {
    return await(store.memories().newest(new MemoryScope("ann", "support"), kind, 1000)).stream()
        .map(Memory::text)
        .toList();
  }

  @Test
  void recall_byWords_findsTheMostAlike_theNewerFirstWhereTheyAreLevel() {
    remember("the printer is out of paper", NOON, null);
    remember("the kettle boils tea", NOON.plusSeconds(1), null);
    remember("tea boils in the kettle", NOON.plusSeconds(2), null);

    var found = recall("how does the kettle boil tea", null);

    assertThat(found.getFirst().text()).contains("tea boils in the kettle");
    assertThat(found.get(1).text()).contains("the kettle boils tea");
    assertThat(found.getFirst().source()).isEqualTo("memory: long_term, 2026-11-23");
    assertThat(found).extracting(Passage::text).doesNotHaveDuplicates();
  }

  @Test
  void recall_byVectors_findsWhatMeansTheSameInOtherWords() {
    vectors(text ->
        text.contains("kettle") || text.contains("brew") ? new float[] {1, 0} : new float[] {0, 1});
    remember("fill the kettle", NOON, EMBEDDER);
    remember("print a page", NOON, EMBEDDER);

    assertThat(recall("I want to brew something", EMBEDDER))
        .singleElement()
        .satisfies(found -> {
          assertThat(found.text()).contains("kettle");
          assertThat(found.score()).isEqualTo(1);
        });
  }

  @Test
  void recall_withoutTheVectorsItAskedFor_goesByWords() {
    remember("fill the kettle", NOON, null);
    bus.answer(
        StepAddresses.EMBED,
        (EmbeddingCall _) ->
            Future.succeededFuture(
                new EmbeddingResult.Failed(ChatFailure.SERVER, "it is down", BILL)));

    assertThat(recall("where is the kettle", EMBEDDER)).hasSize(1);
    assertThat(ask("ann", execution(), new Memories(CrewMemory.ofAll(), EMBEDDER, "nothing")))
        .isInstanceOfSatisfying(
            RecallResult.Failed.class,
            failed -> {
              assertThat(failed.why()).contains("it is down");
              assertThat(failed.bill()).isEqualTo(BILL);
            });
  }

  @Test
  void recall_tellsNothingOfItsOwnExecution_norOfOtherCallers() {
    var own = remember("the kettle boils tea", NOON, null);

    assertThat(recall("ann", own, "kettle tea", null)).isEmpty();
    assertThat(recall("bob", execution(), "kettle tea", null)).isEmpty();
    assertThat(recall("kettle tea", null)).hasSize(1);
  }

  @Test
  void remember_twice_changesNothing() {
    var one = remember("the kettle is in Oslo", NOON, null);
    var before = await(store.memories().list("ann", null, null, 100)).memories();

    remember(one, "the kettle is in Oslo", NOON, null);

    assertThat(await(store.memories().list("ann", null, null, 100)).memories()).isEqualTo(before);
    assertThat(before).hasSize(3);
  }

  @Test
  void remember_nearlyTheSame_keepsTheNewest_whicheverComesFirst() {
    var words =
        IntStream.range(0, 40).mapToObj(i -> "word" + i + " ").collect(Collectors.joining());
    remember(words + "old", NOON, null);
    remember(words + "old new", NOON.plusSeconds(10), null);
    remember(words + "old late", NOON.plusSeconds(5), null); // repeated after a crash, for example
    remember("something else", NOON.plusSeconds(20), null);

    assertThat(kept(MemoryKind.LONG_TERM))
        .hasSize(2)
        .anySatisfy(text -> assertThat(text).contains("old new"));
    assertThat(kept(MemoryKind.SHORT_TERM)).hasSize(4);
  }

  @Test
  void shortTerm_keepsAsManyAsTheCrewSays() {
    var memory = new CrewMemory(List.of(MemoryKind.SHORT_TERM), 2, 3);
    for (int i = 0; i < 4; i++) {
      var task =
          new Remember(memory, null, "t", "d", "result " + i, true, NOON.plusSeconds(i), List.of());
      ask("ann", execution(), task);
    }

    assertThat(kept(MemoryKind.SHORT_TERM)).hasSize(2);
    assertThat(kept(MemoryKind.LONG_TERM)).isEmpty();
  }

  @Test
  void storeThatFails_isAFailureOfTheMemory_andCounted() {
    await(store.close());

    assertThat(ask("ann", execution(), new Memories(CrewMemory.ofAll(), null, "tea")))
        .isEqualTo(new RecallResult.Failed("the store of memories failed", null));
    assertThat(
            meters
                .get("rcrewai.memory.operations")
                .tags("operation", "recall", "status", "failed")
                .counter()
                .count())
        .isEqualTo(1);
  }
}
