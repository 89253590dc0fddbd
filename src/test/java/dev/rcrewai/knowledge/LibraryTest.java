package dev.rcrewai.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.rcrewai.config.KnowledgeSettings;
import dev.rcrewai.crew.KnowledgeSource;
import dev.rcrewai.crew.KnowledgeSource.CallersFile;
import dev.rcrewai.crew.KnowledgeSource.SharedFile;
import dev.rcrewai.knowledge.Library.NotThere;
import dev.rcrewai.knowledge.Library.There;
import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.step.EmbedderChoice;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.GuardedHttp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents as real files, in a real index; only the vectors are made up. */
class LibraryTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final EmbedderChoice LETTERS = new EmbedderChoice("test", "letters");
  private static final Chunker SMALL = new Chunker(20, 0);
  private static final int CHUNKS_MAX = 2_000;

  @TempDir Path dir;
  private final CountedVectors vectors = new CountedVectors();
  private volatile Instant now = Instant.parse("2026-11-01T00:00:00Z");
  private Duration waitMax = Duration.ofSeconds(30);
  private Library library;

  @BeforeEach
  void open() throws IOException {
    library = opened();
  }

  private Library opened() throws IOException {
    var settings =
        new KnowledgeSettings(
            dir.resolve("knowledge"),
            dir.resolve("index"),
            1 << 20,
            CHUNKS_MAX,
            4 * CHUNKS_MAX,
            waitMax,
            Duration.ofHours(1));
    var callers = new FileJail(dir.resolve("files"), 1 << 20);
    var http = new GuardedHttp(VERTX, new AddressGuard(), (_, _, _) -> false, "test", () -> now);
    var documents = new Documents(settings.dir(), callers, 1 << 20, http, () -> now);
    var metrics = new Metrics(new SimpleMeterRegistry());
    return new Library(settings, documents, vectors, metrics, () -> now);
  }

  @AfterEach
  void close() throws IOException {
    library.close();
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void reopen() throws IOException {
    library.close();
    open();
  }

  private void write(String name, String text) throws IOException {
    var file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static Want want(String file, @Nullable EmbedderChoice embedder) {
    return new Want("crew", "", new SharedFile(file), SMALL, embedder);
  }

  private static Want callers(String caller, String file) {
    KnowledgeSource source = new CallersFile(file);
    return new Want("crew", caller, source, new Chunker(60, 0), null);
  }

  private Volume.Version there(Want want) throws InterruptedException {
    var held = library.held(want, now.plus(Duration.ofMinutes(1)));
    assertThat(held).isInstanceOf(There.class);
    return ((There) held).version();
  }

  private String missing(Want want) throws InterruptedException {
    var held = library.held(want, now.plus(Duration.ofMinutes(1)));
    assertThat(held).isInstanceOf(NotThere.class);
    return ((NotThere) held).why();
  }

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj("line number %06d"::formatted)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void document_isReadWhereItIsAskedForFirst_andFoundByItsVectors() throws Exception {
    write("knowledge/a.md", "zebra zoo\n\nbanana bread is good");
    var version = there(want("a.md", LETTERS));

    assertThat(version.chunks()).isEqualTo(2);
    assertThat(library.index().nearest(Set.of(version.key()), CountedVectors.vector("zz"), 1))
        .singleElement()
        .satisfies(hit -> {
          assertThat(hit.text()).isEqualTo("zebra zoo");
          assertThat(hit.place()).isEqualTo("line 1");
        });
  }

  @Test
  void document_ofTheSameContent_isNotMadeVectorsOfAgain() throws Exception {
    write("knowledge/a.md", "one line");
    write("knowledge/b.md", "one line");
    var version = there(want("a.md", LETTERS));

    assertThat(there(want("b.md", LETTERS))).isEqualTo(version);
    reopen();
    assertThat(there(want("a.md", LETTERS))).isEqualTo(version);
    assertThat(vectors.texts).containsExactly("one line");
  }

  @Test
  void document_cutOrFoundInAnotherWay_isAnotherVersion() throws Exception {
    write("knowledge/a.md", "one line");
    var wide = new Want("crew", "", new SharedFile("a.md"), new Chunker(30, 0), LETTERS);
    var keys =
        Set.of(
            there(want("a.md", LETTERS)).key(), there(want("a.md", null)).key(), there(wide).key());
    assertThat(keys).hasSize(3);
  }

  @Test
  void editedFile_isReadAgain() throws Exception {
    write("knowledge/a.md", "old words");
    var old = there(want("a.md", null));
    write("knowledge/a.md", "quite new words");

    var newer = there(want("a.md", null));
    assertThat(newer.key()).isNotEqualTo(old.key());
    assertThat(library.index().matching(Set.of(newer.key()), "words", 3))
        .extracting(ChunkIndex.Hit::text)
        .containsExactly("quite new words");
  }

  @Test
  void look_readsWhatIsNew_beforeAnybodyAsks() throws Exception {
    write("knowledge/a.md", "one line");
    library.look(List.of(want("a.md", LETTERS)));
    there(want("a.md", LETTERS));
    library.look(List.of(want("a.md", LETTERS)));
    assertThat(vectors.texts).hasSize(1);
  }

  @Test
  void fileThatIsGone_isNotKnownAnyMore_andWhyIsSaid() throws Exception {
    assertThat(missing(want("a.md", null))).isEqualTo("'a.md' is not there");
    write("knowledge/a.md", "one line");
    there(want("a.md", null));
    Files.delete(dir.resolve("knowledge/a.md"));
    assertThat(missing(want("a.md", null))).isEqualTo("'a.md' is not there");
  }

  @Test
  void documentWithoutText_orWithTooMuch_isRefused() throws Exception {
    write("knowledge/empty.md", " \n");
    write("knowledge/long.md", lines(CHUNKS_MAX + 1));
    assertThat(missing(want("empty.md", null))).isEqualTo("'empty.md' has no text");
    assertThat(missing(want("long.md", null)))
        .isEqualTo("'long.md' has more than 2000 passages (KNOWLEDGE_FILE_MAX_CHUNKS)");
    assertThat(missing(want("../index/write.lock.md", null))).contains("index/write.lock.md'");
  }

  @Test
  void providerThatFails_isTriedAgainLater_fromTheChunkWhereItStood() throws Exception {
    write("knowledge/a.md", lines(700));
    vectors.textsMax = 600;
    assertThat(missing(want("a.md", LETTERS)))
        .isEqualTo("no vectors of 'a.md': budget crew is used up");
    assertThat(vectors.texts).hasSize(512);
    vectors.textsMax = Integer.MAX_VALUE;
    assertThat(missing(want("a.md", LETTERS))).as("not at once").contains("budget");

    now = now.plus(Duration.ofMinutes(1));
    assertThat(there(want("a.md", LETTERS)).chunks()).isEqualTo(700);
    assertThat(vectors.texts).hasSize(700).doesNotHaveDuplicates();
  }

  @Test
  void restart_inTheMiddle_goesOnWhereItStood() throws Exception {
    write("knowledge/a.md", lines(700));
    vectors.textsMax = 300;
    missing(want("a.md", LETTERS));
    vectors.textsMax = Integer.MAX_VALUE;
    reopen();

    assertThat(there(want("a.md", LETTERS)).chunks()).isEqualTo(700);
    assertThat(vectors.texts).hasSize(700).doesNotHaveDuplicates();
  }

  @Test
  void documentThatIsBeingRead_saysHowFarItIs() throws Exception {
    waitMax = Duration.ofMillis(300);
    reopen();
    write("knowledge/a.md", lines(3));
    vectors.gate = new CountDownLatch(1);
    assertThat(library.held(want("a.md", LETTERS), now.plusSeconds(9)))
        .asInstanceOf(type(NotThere.class))
        .extracting(NotThere::why)
        .isEqualTo("'a.md' is still being read (0 of 3 passages); try again later");
    vectors.gate.countDown();
  }

  @Test
  void versionThatNobodyUses_isForgottenAfterADay() throws Exception {
    write("knowledge/a.md", "old");
    var old = there(want("a.md", null));
    write("knowledge/a.md", "newer");
    var current = List.of(want("a.md", null));
    var newer = there(current.getFirst());
    library.look(current);
    assertThat(library.index().keys()).containsExactlyInAnyOrder(old.key(), newer.key());

    now = now.plus(Library.UNUSED_MAX);
    library.look(current);
    assertThat(library.index().keys()).containsExactly(newer.key());
  }

  @Test
  void callersFile_thatIsDeletedOrEdited_leavesNothingBehind() throws Exception {
    write("files/callers/ann/notes.md", "what both know");
    write("files/callers/bob/notes.md", "what both know");
    var ann = there(callers("ann", "notes.md"));
    var bob = there(callers("bob", "notes.md"));
    sweep();
    assertThat(library.index().keys()).containsExactlyInAnyOrder(ann.key(), bob.key());

    Files.delete(dir.resolve("files/callers/ann/notes.md"));
    sweep();
    assertThat(library.index().keys()).containsExactly(bob.key());

    write("files/callers/bob/notes.md", "what bob knows now");
    var newer = there(callers("bob", "notes.md"));
    sweep();
    assertThat(library.index().keys()).containsExactly(newer.key());
  }

  private void sweep() throws IOException {
    now = now.plus(Duration.ofMinutes(1));
    library.look(List.of());
  }

  @Test
  void callersFiles_areNobodyElses_thousandPairs() throws Exception {
    int callers = 20;
    int secrets = 50;
    for (int caller = 0; caller < callers; caller++) {
      int own = caller;
      write(
          "files/callers/caller" + caller + "/notes.md",
          IntStream.range(0, secrets)
              .mapToObj(
                  i -> "the secret of caller%d number%d is %s".formatted(own, i, word(own, i)))
              .collect(Collectors.joining("\n")));
    }
    int pairs = 0;
    for (int asked = 0; asked < callers; asked++) {
      for (int i = 0; i < secrets; i++) {
        int asker = (asked + 1 + i) % callers;
        var key = there(callers("caller" + asker, "notes.md")).key();
        var question = "the secret of caller%d number%d %s".formatted(asked, i, word(asked, i));
        var found = library.index().matching(Set.of(key), question, 3);
        assertThat(found).isNotEmpty();
        assertThat(found)
            .allSatisfy(hit -> assertThat(hit.text()).contains("of caller" + asker + " "));
        pairs++;
      }
    }
    assertThat(pairs).isEqualTo(1_000);
  }

  @Test
  void indexThatLuceneClosed_isOpenedAgain_whereItIsNeeded() throws Exception {
    library.close();
    var holder = new OpenLibrary(this::opened);
    assertThat(holder.ifOpen()).isNull();
    var first = holder.get();
    holder.failed(new IOException("another fault"));
    assertThat(holder.get()).isSameAs(first);
    holder.failed(new IOException(new AlreadyClosedException("the disk was full")));
    assertThat(holder.get()).isNotSameAs(first);
    holder.close();
    assertThatThrownBy(holder::get).isInstanceOf(IOException.class);
    open();
  }

  private static String word(int caller, int number) {
    return "w" + Integer.toString(caller * 1_000_003 + number * 7919, 36);
  }

  @Test
  void callersFile_ofTheSameContent_isStillAnother() throws Exception {
    write("files/callers/ann/notes.md", "same words");
    write("files/callers/bob/notes.md", "same words");
    write("files/shared/plan.md", "shared words");
    assertThat(there(callers("ann", "notes.md")).key())
        .isNotEqualTo(there(callers("bob", "notes.md")).key());
    assertThat(missing(callers("ann", "plan.md"))).isEqualTo("'plan.md' is not there");
    assertThat(missing(callers("ann", "../bob/notes.md"))).contains("'../bob/notes.md'");
  }
}
