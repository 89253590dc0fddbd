package dev.rcrewai;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.rcrewai.execution.EventData.ChatCompleted;
import dev.rcrewai.execution.EventData.ValueRecorded;
import dev.rcrewai.execution.EventData.ValueRecorded.Kind;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.TaskState;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.Passage;
import dev.rcrewai.step.ProviderKeys;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Crews that know documents, by a whole node before a provider over real HTTP. */
@ExtendWith(BlockedThreads.class)
class KnowledgeTest {
  private static final String CREW =
      """
      inputs: {question: {type: string}}
      FIELDS
      agents: {clerk: {role: Clerk, goal: Answer}}
      tasks:
        answer: {description: '{question}', expected_output: An answer, agent: clerk}
      """;

  /** The answer is what the prompt quotes. */
  private static final String SCRIPT =
      """
      extract:
        passages: {regex: '(?s)(<passage.*</passage>)', else: nothing}
      rules:
        - {name: quote, when: {user: ''}, record: true, answer: {text: '${passages}'}}
      """;

  private static final Path QUESTIONS = Path.of("src/test/resources/knowledge/questions.csv");

  private static final AtomicReference<String> PAGE =
      new AtomicReference<>("<h1>News</h1><p>The ferry sails at noon.</p><script>ferry()</script>");

  @TempDir static Path dir;
  private static NodeFixture node;

  @BeforeAll
  static void start() throws IOException {
    node =
        new NodeFixture(dir, SCRIPT)
            .with("KNOWLEDGE_DIR", dir.resolve("knowledge").toString())
            .with("KNOWLEDGE_PAGE_INTERVAL", "1")
            .with("TOOL_NETWORK_ALLOW", "127.0.0.1");
    node.write("knowledge/shop.md", "# Shop\n\nTwo apples cost five euros.\n\nWe open at nine.");
    node.write("knowledge/prices.csv", "fruit,price\napple,5\npear,7\n");
    pdf(dir.resolve("knowledge/rules.pdf"), "Dogs stay outside", "Cats may come in");
    node.write("files/callers/ann/notes.md", "The password of ann is tulip.");
    node.write("files/callers/bob/notes.md", "The password of bob is daisy.");
    crew("shop", "knowledge: [{file: shop.md}]\nknowledge_config: {chunk_size: 100}");
    crew("words", "knowledge: [{file: shop.md}]\nembedder: none");
    crew("mixed", "knowledge: [{file: prices.csv}, {file: rules.pdf}, {text: Birds sing.}]");
    crew("notes", "knowledge: [{file: notes.md, of: caller}]");
    Files.copy(Path.of("conf/knowledge/hat-shop.md"), dir.resolve("knowledge/hat-shop.md"));
    Files.copy(
        Path.of("conf/files/shared/support-handbook.md"), dir.resolve("knowledge/handbook.md"));
    var handbooks = "knowledge: [handbook.md, hat-shop.md]\nknowledge_config: {chunk_size: 300}";
    crew("handbooks", handbooks);
    crew("handbook_words", handbooks + "\nembedder: none");
    crew("lost", "knowledge: [{file: lost.md}]");
    node.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static void crew(String name, String fields) {
    node.crew(name, CREW.replace("FIELDS", fields));
  }

  private static Execution ask(String crew, String question) {
    return ask("ann", crew, question);
  }

  private static Execution ask(String caller, String crew, String question) {
    return node.run(
        new ExecutionRequest(
            caller,
            crew,
            Map.of("question", question),
            null,
            Duration.ofSeconds(60),
            0,
            Map.of(),
            null,
            null,
            ProviderKeys.NONE,
            Map.of()));
  }

  private static List<Passage> passages(Execution execution) {
    var values = node.events(execution.accepted().executionId(), ValueRecorded.class);
    assertThat(values).singleElement().extracting(ValueRecorded::kind).isEqualTo(Kind.KNOWLEDGE);
    return values.getFirst().passages();
  }

  private static String output(Execution execution) {
    assertThat(execution.outcome()).isEqualTo(Outcome.COMPLETED);
    return Objects.requireNonNull(execution.output());
  }

  @Test
  void question_isAnsweredFromTheDocument_andTheResultSaysFromWhere() {
    var execution = ask("shop", "What do two apples cost?");

    assertThat(output(execution)).contains("Two apples cost five euros.");
    assertThat(passages(execution).getFirst())
        .satisfies(passage -> {
          assertThat(passage.source()).isEqualTo("knowledge: shop.md, lines 1–5");
          assertThat(passage.score()).isBetween(0.1, 1.0);
        });
    assertThat(execution.tasks())
        .singleElement()
        .extracting(TaskState::known)
        .asInstanceOf(LIST)
        .hasSize(1);
  }

  @Test
  void embedding_ofTheQuestion_isBilled() {
    var execution = ask("shop", "When do you open?");
    var id = execution.accepted().executionId();
    var value = node.events(id, ValueRecorded.class).getFirst();
    assertThat(Objects.requireNonNull(value.bill()).usage().inputTokens()).isPositive();
    var chat = node.events(id, ChatCompleted.class).getFirst();
    assertThat(execution.usage().inputTokens())
        .isEqualTo(value.bill().usage().inputTokens() + chat.bill().usage().inputTokens());
  }

  /** Twenty questions about two handbooks, each with the words that answer it. */
  @Test
  void questions_findWhatAnswersThem_byVectorsAndByWords() throws IOException {
    var questions = Files.readAllLines(QUESTIONS).stream().skip(1).map(q -> q.split(";")).toList();
    for (var crew : List.of("handbooks", "handbook_words")) {
      int first = 0;
      int amongThree = 0;
      for (var question : questions) {
        var found = passages(ask(crew, question[0]));
        first += says(found.subList(0, 1), question[1]) ? 1 : 0;
        amongThree += says(found, question[1]) ? 1 : 0;
      }
      System.out.printf(
          "recall of %s: %d of %d first, %d among three%n",
          crew, first, questions.size(), amongThree);
      assertThat(amongThree).as(crew).isGreaterThanOrEqualTo(16);
    }
  }

  private static boolean says(List<Passage> passages, String words) {
    return passages.stream()
        .anyMatch(passage -> passage.text().replaceAll("\\s+", " ").contains(words));
  }

  @Test
  void question_withoutAnEmbedder_isAnsweredByWords_withoutACall() {
    long before = node.provider.chats("embeddings");
    var execution = ask("words", "When does it open?");
    assertThat(output(execution)).contains("We open at nine.");
    assertThat(node.events(execution.accepted().executionId(), ValueRecorded.class))
        .singleElement()
        .extracting(ValueRecorded::bill)
        .isNull();
    assertThat(node.provider.chats("embeddings")).isEqualTo(before);
  }

  @Test
  void documents_ofSeveralKinds_haveTheirOwnPlaces() {
    assertThat(passages(ask("mixed", "pear price")).getFirst().source())
        .isEqualTo("knowledge: prices.csv, rows 2–3");
    assertThat(passages(ask("mixed", "may cats come?")).getFirst().source())
        .isEqualTo("knowledge: rules.pdf, pages 1–2");
    assertThat(passages(ask("mixed", "birds sing")).getFirst())
        .satisfies(passage -> {
          assertThat(passage.source()).isEqualTo("knowledge: text of the crew");
          assertThat(passage.text()).isEqualTo("Birds sing.");
        });
  }

  @Test
  void callersFile_isKnownToItsCallerAlone() {
    assertThat(output(ask("ann", "notes", "the password of bob, daisy")))
        .contains("tulip")
        .doesNotContain("daisy.");
    assertThat(output(ask("bob", "notes", "the password of ann, tulip")))
        .contains("daisy")
        .doesNotContain("tulip.");
    assertThat(ask("eve", "notes", "the password of ann").outcome())
        .isEqualTo(Outcome.PROVIDER_ERROR);
  }

  @Test
  void documentThatIsNotThere_failsTheTask_andSaysWhich() {
    var execution = ask("lost", "anything");
    assertThat(execution.outcome()).isEqualTo(Outcome.PROVIDER_ERROR);
    assertThat(execution.tasks().getFirst().detail())
        .contains("the documents cannot be had: 'lost.md' is not there");
    assertThat(node.node().knowledge().documents())
        .filteredOn(line -> line.crew().equals("lost"))
        .singleElement()
        .satisfies(line -> assertThat(line.isFailed()).isTrue());
  }

  @Test
  void editedDocument_isKnownAsItIsNow() {
    node.write("knowledge/menu.md", "Today there is soup.");
    crew("menu", "knowledge: [{file: menu.md}]");
    awaitCrew("menu");
    assertThat(output(ask("menu", "what is there today?"))).contains("soup");
    node.write("knowledge/menu.md", "Today there is fish, as always.");
    assertThat(output(ask("menu", "what is there today?"))).contains("fish").doesNotContain("soup");
  }

  @Test
  void page_isKnownByWhatItShows_andReadAgainAfterAWhile() {
    HttpServer server =
        await(
            node.vertx()
                .createHttpServer()
                .requestHandler(request ->
                    request.response().putHeader("Content-Type", "text/html").end(PAGE.get()))
                .listen(0, "127.0.0.1"));
    crew("page", "knowledge: [{url: 'http://127.0.0.1:%d/'}]".formatted(server.actualPort()));
    awaitCrew("page");
    assertThat(output(ask("page", "when does the ferry sail?")))
        .contains("The ferry sails at noon.")
        .doesNotContain("ferry()");
    PAGE.set("<p>The ferry sails at midnight.</p>");
    Waiting.until(
        "the new page",
        Duration.ofSeconds(30),
        () -> output(ask("page", "when does the ferry sail?")).contains("midnight"));
  }

  private static void awaitCrew(String name) {
    Waiting.until(name, Duration.ofSeconds(20), () -> node.node().crews().find(name) != null);
  }

  private static void pdf(Path file, String... pages) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    try (var document = new PDDocument()) {
      for (var text : pages) {
        var page = new PDPage();
        document.addPage(page);
        try (var content = new PDPageContentStream(document, page)) {
          content.beginText();
          content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
          content.newLineAtOffset(50, 700);
          content.showText(text);
          content.endText();
        }
      }
      document.save(file.toFile());
    }
  }
}
