package dev.rcrewai.tool.pdf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ToolResult;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.ToolInputs;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real documents, good and hostile, read by a real process. */
@Timeout(120)
final class PdfProcessorTest {
  @TempDir Path files;
  private Path own;
  private PdfProcessor processor;

  /** Changes a document before it is written. */
  private interface Change {
    void on(PDDocument document) throws IOException;
  }

  @BeforeEach
  void files() throws IOException {
    own = Files.createDirectories(files.resolve("callers/alice"));
    var jail = new FileJail(files, PdfProcessor.FILE_BYTES_MAX);
    processor = new PdfProcessor(jail, InstantSource.system());
  }

  @Test
  void run_someOfThePages_givesTheirText() throws Exception {
    pdf("report.pdf", 4, document -> document.getDocumentInformation().setTitle("The report"));

    assertThat(run("report.pdf", Map.of("pages", "1-2,4", "extract_metadata", true)).text())
        .startsWith("PDF: report.pdf\n\nPages: 4 (3 shown)\nencrypted: false\n")
        .contains("\ntitle: The report\n")
        .contains("--- Page 1 ---\n\nThis is page 1.\n\n--- Page 2 ---\n\nThis is page 2.")
        .doesNotContain("page 3")
        .endsWith("--- Page 4 ---\n\nThis is page 4.");
  }

  @Test
  void run_asJson_isJson() throws Exception {
    pdf("a.pdf", 1, _ -> {});

    var json = new JsonObject(run("a.pdf", Map.of("output_format", "json")).text());

    assertThat(json.getJsonArray("content").getJsonObject(0).getMap())
        .containsEntry("text", "This is page 1.")
        .containsEntry("words", 4)
        .containsEntry("characters", 15);
  }

  @Test
  void run_encryptedForAPassword_saysSo() throws Exception {
    pdf(
        "secret.pdf",
        1,
        document ->
            document.protect(new StandardProtectionPolicy("o", "u", new AccessPermission())));

    assertThat(run("secret.pdf", Map.of()))
        .isEqualTo(
            new ToolResult.Failed(
                "PDF processing failed: 'secret.pdf' is encrypted and needs a password"));
  }

  @Test
  void run_mayNotBeExtracted_isLeftAlone() throws Exception {
    var permission = new AccessPermission();
    permission.setCanExtractContent(false);
    pdf("a.pdf", 1, d -> d.protect(new StandardProtectionPolicy("o", "", permission)));

    assertThat(run("a.pdf", Map.of()).text()).endsWith("forbids that its text is taken out");
  }

  @Test
  void run_noPdf_saysSo() throws Exception {
    Files.writeString(own.resolve("a.pdf"), "%PDF-1.7\nnot really");

    assertThat(run("a.pdf", Map.of()).text()).endsWith("'a.pdf' is no PDF that can be read");
    assertThat(run("a.txt", Map.of()).text()).endsWith("'a.txt' is no .pdf file");
    assertThat(run("b.pdf", Map.of()).text()).endsWith("there is no 'b.pdf'");
    assertThat(run("../bob/b.pdf", Map.of()).text()).contains("must not go up");
    assertThat(run("a.pdf", Map.of("pages", "3-1")).text()).contains("pages must be all");
  }

  /**
   * 512 MiB of blanks in half a MiB, as the content of a page: they must not arrive in anybody's
   * heap.
   */
  @Test
  void run_bomb_endsItsOwnProcessAlone() throws Exception {
    pdf(
        "bomb.pdf",
        1,
        document -> {
          var stream = new PDStream(document);
          byte[] blanks = new byte[1 << 20];
          Arrays.fill(blanks, (byte) ' ');
          try (OutputStream out = stream.createOutputStream(COSName.FLATE_DECODE)) {
            for (int i = 0; i < 512; i++) {
              out.write(blanks);
            }
          }
          document.getPage(0).setContents(stream);
        });
    assertThat(own.resolve("bomb.pdf").toFile().length()).isLessThan(1 << 20);

    var impatient =
        new PdfProcessor(
            new FileJail(files, PdfProcessor.FILE_BYTES_MAX),
            Duration.ofSeconds(3),
            InstantSource.system());

    assertThat(impatient.run(ToolInputs.of(Map.of("file_path", "bomb.pdf"))))
        .isEqualTo(
            new ToolResult.Failed(
                "PDF processing failed: 'bomb.pdf' takes too much time or memory to read"));
    pdf("good.pdf", 1, _ -> {});
    assertThat(run("good.pdf", Map.of())).isInstanceOf(ToolResult.Completed.class);
  }

  private void pdf(String name, int pages, Change change) throws IOException {
    try (var document = new PDDocument()) {
      for (int i = 1; i <= pages; i++) {
        var page = new PDPage();
        document.addPage(page);
        try (var text = new PDPageContentStream(document, page)) {
          text.beginText();
          text.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
          text.newLineAtOffset(72, 700);
          text.showText("This is page " + i + ".");
          text.endText();
        }
      }
      change.on(document);
      document.save(own.resolve(name).toFile());
    }
  }

  private ToolResult run(String path, Map<String, Object> arguments) throws Exception {
    var all = new HashMap<>(arguments);
    all.put("file_path", path);
    return processor.run(ToolInputs.of(all));
  }
}
