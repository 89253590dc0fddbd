package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.memory.Alike;
import dev.rcrewai.memory.Lesson;
import dev.rcrewai.memory.Memory;
import dev.rcrewai.memory.MemoryScope;
import dev.rcrewai.memory.MemoryVector;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.ExecutionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Databases that have pgvector, get it, lose it, or may not use it. */
class PgvectorTest extends PostgresStoreFixture {
  private static final MemoryScope ANN = new MemoryScope("ann", "support");
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final ExecutionId TAUGHT = new ExecutionId("01234567-89ab-7def-8123-456789abcdef");
  private static final ExecutionId READER = new ExecutionId("11234567-89ab-7def-8123-456789abcdef");
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final PostgresServer server = PostgresServer.sharedWithPgvector();
  private final String url = newDatabase();

  /** Extensions are a database's, so schemas of one would share them. */
  private String newDatabase() {
    var name = "pgvector_" + DATABASES.incrementAndGet();
    server.run("CREATE DATABASE " + name);
    return server.url(name);
  }

  private static MemoryVector vector(String embedder, float... values) {
    return new MemoryVector(embedder, new Embedding(values));
  }

  private static Memory memory(int number, @Nullable MemoryVector vector) {
    var at = NOON.plusSeconds(number);
    return new Memory("m" + number, ANN, MemoryKind.TOOL, TAUGHT, "text of " + number, at, vector);
  }

  private static void keep(PostgresExecutionStore store, Memory... memories) {
    for (var memory : memories) {
      await(
          store
              .memories()
              .keep(new Lesson(ANN, List.of(memory), List.of(), Map.of(MemoryKind.TOOL, 300))));
    }
  }

  private static List<Memory> nearest(
      PostgresExecutionStore store, @Nullable MemoryVector like, int texts) {
    return await(
        store.memories().candidates(new Alike.Nearest(ANN, MemoryKind.TOOL, like, READER, texts)));
  }

  private long asBytes() {
    var counted = PostgresServer.run(url, "SELECT count(*) FROM memories WHERE vector IS NOT NULL");
    return counted.iterator().next().getLong(0);
  }

  @Test
  void nearest_areThoseOfTheSameEmbedder_andAllThatHasNothingToCompare() {
    var store = opened(url);
    var far = memory(1, vector("a/b", 0, 1));
    var near = memory(2, vector("a/b", 1, 0.1f));
    var nearer = memory(3, vector("a/b", 2, 0));
    keep(store, far, near, nearer);
    keep(store, memory(4, null), memory(5, vector("other/b", 1, 0)));
    keep(store, memory(6, vector("a/b", 1, 0, 0)));

    assertThat(nearest(store, vector("a/b", 1, 0), 2))
        .containsExactly(memory(6, null), memory(5, null), memory(4, null), nearer, near);
    assertThat(asBytes()).isZero();
  }

  @Test
  void serverOfOtherTests_hasNoPgvector() {
    assertThat(
            PostgresServer.shared()
                .run("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'"))
        .isEmpty();
  }

  @Test
  void nearest_withoutAVector_areTheTextsAlone() {
    var store = opened(url);
    keep(store, memory(1, vector("a/b", 0, 1)));

    assertThat(nearest(store, null, 5)).containsExactly(memory(1, null));
  }

  @Test
  void vectorsBeyondPgvector_areComparedOnTheNode() {
    var store = opened(url);
    var huge = memory(1, vector("a/b", new float[Pgvector.DIMENSIONS_MAX + 1]));
    var endless = memory(2, vector("a/b", Float.POSITIVE_INFINITY, 1));
    var most = memory(3, vector("a/b", new float[Pgvector.DIMENSIONS_MAX]));
    keep(store, huge, endless, most);

    assertThat(asBytes()).isEqualTo(2);
    assertThat(nearest(store, huge.vector(), 5)).containsExactly(most, endless, huge);
    assertThat(nearest(store, endless.vector(), 5)).containsExactly(most, endless, huge);
    assertThat(nearest(store, most.vector(), 5)).containsExactly(most, endless, huge);
  }

  @Test
  void extensionThatComesLater_takesOverWhatWasKept() {
    var before = openedWithout();
    var old = memory(1, vector("a/b", 1, 0));
    var other = memory(2, vector("a/b", 0, 1));
    keep(before, old, other);
    assertThat(asBytes()).isEqualTo(2);
    allow();
    var store = opened(url);

    assertThat(nearest(store, old.vector(), 1)).containsExactly(other, old);

    Waiting.until("arrays are made of bytes", Duration.ofSeconds(20), () -> asBytes() == 0);
    assertThat(nearest(store, old.vector(), 1)).containsExactly(old);
    assertThat(nearest(before, old.vector(), 1)).as("node of before").containsExactly(other, old);
  }

  @Test
  void extensionThatGoes_losesNothing() {
    var store = opened(url);
    var old = memory(1, vector("a/b", 1, 0.5f));
    keep(store, old, memory(2, vector("a/b", 0, 1)));
    assertThat(nearest(store, old.vector(), 1)).containsExactly(old);

    PostgresServer.run(url, "DROP EXTENSION vector");

    assertThat(nearest(store, old.vector(), 1))
        .containsExactly(memory(2, vector("a/b", 0, 1)), old);
    keep(store, memory(3, vector("a/b", 0, 1)));
    assertThat(asBytes()).isEqualTo(1);
  }

  @Test
  void serverThatKnewOnlyBytes_isUnderstood() {
    var store = opened(url);
    var stale = memory(1, vector("a/b", 1, 0));
    keep(store, stale, memory(2, vector("a/b", 1, 1)));

    PostgresServer.run(
        url,
        "SELECT remember_1(caller, crew_name, execution, at, ARRAY[id], ARRAY[kind], ARRAY[text],"
            + " ARRAY['a/b'], ARRAY['\\x000000000000803f'::bytea], '{}', '{tool}', '{300}')"
            + " FROM memories WHERE id = 'm1'");

    assertThat(nearest(store, vector("a/b", 1, 1), 1))
        .containsExactly(memory(2, vector("a/b", 1, 1)), memory(1, vector("a/b", 0, 1)));
  }

  @Test
  void extensionInASchemaOfItsOwn_isUsed() {
    PostgresServer.run(url, "CREATE SCHEMA \"Ext\"; CREATE EXTENSION vector SCHEMA \"Ext\"");
    PostgresServer.run(url, "CREATE SCHEMA ours");
    var store = opened(url + "?search_path=ours");
    keep(store, memory(1, vector("a/b", 0, 1)), memory(2, vector("a/b", 1, 0)));

    assertThat(nearest(store, vector("a/b", 1, 0), 1)).extracting(Memory::id).containsExactly("m2");
  }

  @Test
  void extensionInASchemaThatIsClosed_isNotUsed() {
    PostgresServer.run(url, "CREATE SCHEMA ext; CREATE EXTENSION vector SCHEMA ext");
    var store = openedWithout();
    keep(store, memory(1, vector("a/b", 0, 1)), memory(2, vector("a/b", 1, 0)));

    assertThat(nearest(store, vector("a/b", 1, 0), 1)).hasSize(2);
    assertThat(asBytes()).isEqualTo(2);
  }

  @Test
  void open_byManyNodesAtOnce_allUseIt() {
    var stores = List.of(store(url), store(url), store(url), store(url));
    stores.stream().map(PostgresExecutionStore::open).toList().forEach(open -> await(open));
    keep(stores.getFirst(), memory(1, vector("a/b", 0, 1)), memory(2, vector("a/b", 1, 0)));

    assertThat(stores)
        .allSatisfy(store -> assertThat(nearest(store, vector("a/b", 1, 0), 1)).hasSize(1));
  }

  /** A user who may create tables, but no extension that is not trusted. */
  private PostgresExecutionStore openedWithout() {
    var user = "plain_" + DATABASES.get();
    PostgresServer.run(
        url, "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(user, PostgresServer.PASSWORD));
    PostgresServer.run(url, "GRANT ALL ON SCHEMA public TO " + user);
    return opened(url.replaceFirst("//" + PostgresServer.USER, "//" + user));
  }

  private void allow() {
    PostgresServer.run(url, "CREATE EXTENSION vector");
  }
}
