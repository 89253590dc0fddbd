package dev.rcrewai.tool.pdf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real documents, read by real processes. */
@Timeout(120)
class PdfPagesTest {
  private static final int PAGES = 101;

  private final PdfPages pdfs = new PdfPages();

  @Test
  void read_moreThanAProcessReadsAtOnce_isWhole() throws Exception {
    var read = (PdfPages.Pages) pdfs.read(pdf(), PAGES);
    assertThat(read.texts()).hasSize(PAGES).startsWith("Page 1").endsWith("Page 101");
  }

  @Test
  void read_moreThanAllowed_isRefused() throws Exception {
    assertThat(pdfs.read(pdf(), PAGES - 1))
        .isEqualTo(new PdfPages.Unreadable("has 101 pages; 100 are read at most"));
  }

  @Test
  void read_whatIsNoPdf_isRefused() throws Exception {
    assertThat(pdfs.read("text".getBytes(StandardCharsets.UTF_8), PAGES))
        .isEqualTo(new PdfPages.Unreadable("is no PDF that can be read"));
  }

  private static byte[] pdf() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var document = new PDDocument()) {
      for (int number = 1; number <= PAGES; number++) {
        var page = new PDPage();
        document.addPage(page);
        try (var content = new PDPageContentStream(document, page)) {
          content.beginText();
          content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
          content.newLineAtOffset(50, 700);
          content.showText("Page " + number);
          content.endText();
        }
      }
      document.save(bytes);
    }
    return bytes.toByteArray();
  }
}
