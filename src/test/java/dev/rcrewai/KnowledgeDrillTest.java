package dev.rcrewai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with little memory reads many documents, is killed in the middle, and goes on. Some
 * thousand passages by default; 100,000 with {@code -Drcrewai.drills=full}.
 */
class KnowledgeDrillTest {
  private static final boolean FULL = "full".equals(System.getProperty("rcrewai.drills"));
  private static final int FILES = FULL ? 10 : 1;
  private static final int LINES = FULL ? 10_000 : 3_000;
  private static final int CHARS = FULL ? 900 : 200;
  private static final Duration PATIENCE = Duration.ofMinutes(FULL ? 30 : 3);

  /** As a container of 512 MiB has it: what is not heap is for the index's pages, among others. */
  private static final List<String> SMALL = List.of("-Xmx256m", "-XX:+UseSerialGC");

  /**
   * What was made and not kept when a server is killed, of both documents that it reads at once.
   */
  private static final int LOST_MAX = 2 * (1024 + 256) / 64 + 1;

  private static final Pattern CHUNKS = Pattern.compile("(?m)^rcrewai_knowledge_chunks (\\S+)");
  private static final String SCRIPT =
      """
      extract: {found: {regex: '(?s)<passage[^>]*>\\s*(.*?)\\s*</passage>', else: nothing}}
      rules: [{name: quote, when: {user: ''}, answer: {text: '${found}'}}]
      """;

  @TempDir Path dir;
  private NodeFixture fixture;

  @AfterEach
  void close() {
    fixture.close();
  }

  @BeforeEach
  void prepare() {
    fixture = new NodeFixture(dir, SCRIPT);
    fixture
        .with("KNOWLEDGE_DIR", dir.resolve("knowledge").toString())
        .with("EXECUTION_TIMEOUT", "600")
        .with("KNOWLEDGE_FILE_MAX_BYTES", "20000000");
    var sources =
        IntStream.range(0, FILES)
            .mapToObj(file -> "f" + file + ".md")
            .collect(Collectors.joining(", "));
    for (int file = 0; file < FILES; file++) {
      fixture.write("knowledge/f" + file + ".md", text(file));
    }
    fixture.crew(
        "reader",
        """
        inputs: {question: {type: string}}
        knowledge: [%s]
        knowledge_config: {chunk_size: %d, chunk_overlap: 0}
        agents: {clerk: {role: Clerk, goal: Answer}}
        tasks:
          answer: {description: '{question}', expected_output: An answer, agent: clerk}
        """
            .formatted(sources, CHARS + CHARS / 10));
  }

  /** Lines of words, each a chunk of its own and with a name of its own. */
  private static String text(int file) {
    var random = new SplittableRandom(file);
    return IntStream.range(0, LINES)
        .mapToObj(line -> {
          var text = new StringBuilder(name(file, line));
          while (text.length() < CHARS) {
            text.append(' ').append(Integer.toString(random.nextInt(36 * 36 * 36 * 36), 36));
          }
          return text.append('.').toString();
        })
        .collect(Collectors.joining("\n\n"));
  }

  private static String name(int file, int line) {
    return "record " + Integer.toString(file * 7_919_317 + line * 104_729 + 1_000_000, 36);
  }

  private static int chunks(ServerProcess server) {
    var body = server.get(server.management().resolve("metrics").toString(), "none").body();
    var figure = CHUNKS.matcher(body);
    return figure.find() ? (int) Double.parseDouble(figure.group(1)) : 0;
  }

  @Test
  void killed_whileItReads_goesOnWhereItStood_andFindsEverything() {
    int all = FILES * LINES;
    long began = System.nanoTime();
    try (var server = ServerProcess.start(fixture.environment(), SMALL, "serve")) {
      Waiting.until("the middle", PATIENCE, () -> chunks(server) >= all / 2);
      server.kill();
    }
    try (var server = ServerProcess.start(fixture.environment(), SMALL, "serve")) {
      Waiting.until("the end", PATIENCE, () -> chunks(server) >= all + FILES);
      long seconds = (System.nanoTime() - began) / 1_000_000_000;
      long asked = fixture.provider.chats("embeddings");
      assertThat(asked).isLessThanOrEqualTo((long) FILES * ((LINES + 63) / 64 + 1) + LOST_MAX);
      System.out.printf(
          "%d passages read in %d s with one kill -9 between, %d requests for vectors;"
              + " %d MiB resident at most%n",
          all, seconds, asked, server.residentMebibytes());
      assertFinds(server, 0, 0);
      assertFinds(server, FILES - 1, LINES - 1);
      assertThat(server.log()).doesNotContain("has been blocked for");
    }
  }

  private void assertFinds(ServerProcess server, int file, int line) {
    var token =
        new TokenIssuer(fixture.settings().auth())
            .issue("ann", List.of("execute_crew"), Duration.ofHours(1));
    var asked = text(file).lines().filter(text -> !text.isBlank()).skip(line).findFirst();
    var words = asked.orElseThrow().substring(0, CHARS / 2);
    var question = new JsonObject().put("question", words);
    var body = new JsonObject().put("crew_name", "reader").put("inputs", question);
    var answer = server.post("/execute", token, body.encode()).join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains(name(file, line) + " ");
  }
}
