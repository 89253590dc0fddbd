package dev.rcrewai.tool.pdf;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document with PDFBox. Trusts nothing but the process around it, which ends it where it
 * takes too long or too much memory.
 *
 * @param pages which are wanted, as {@link PageRange} reads it
 * @param wantsText whether their text is wanted too
 */
record PdfReading(String pages, boolean wantsText) {
  static final int PAGE_CHARS_MAX = 20_000;
  private static final int VALUE_CHARS_MAX = 500;

  PdfContent of(byte[] pdf) {
    try (var document = Loader.loadPDF(pdf)) {
      if (!document.getCurrentAccessPermission().canExtractContent()) {
        return PdfContent.unreadable("forbids that its text is taken out");
      }
      return new PdfContent(null, document.getNumberOfPages(), metadata(document), shown(document));
    } catch (InvalidPasswordException e) {
      return PdfContent.unreadable("is encrypted and needs a password");
    } catch (IOException e) {
      return PdfContent.unreadable("is no PDF that can be read");
    }
  }

  private List<PdfContent.Page> shown(PDDocument document) throws IOException {
    List<PdfContent.Page> shown = new ArrayList<>();
    if (wantsText) {
      var stripper = new PDFTextStripper();
      for (int page : PageRange.of(pages, document.getNumberOfPages()).orElseThrow()) {
        shown.add(page(document, stripper, page));
      }
    }
    return shown;
  }

  /** A page that cannot be read does not spoil the others. */
  private static PdfContent.Page page(PDDocument document, PDFTextStripper stripper, int number) {
    stripper.setStartPage(number);
    stripper.setEndPage(number);
    var text = new Bounded();
    try {
      stripper.writeText(document, text);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (!text.isFull()) {
        return new PdfContent.Page(number, "", 0, 0, "this page cannot be read");
      }
    }
    var read = text.toString().strip();
    int words = new StringTokenizer(read).countTokens();
    return new PdfContent.Page(number, read, read.length(), words, null);
  }

  private static Map<String, String> metadata(PDDocument document) {
    var about = document.getDocumentInformation();
    var metadata = new LinkedHashMap<String, String>();
    put(metadata, "title", about.getTitle());
    put(metadata, "author", about.getAuthor());
    put(metadata, "subject", about.getSubject());
    put(metadata, "keywords", about.getKeywords());
    put(metadata, "creator", about.getCreator());
    put(metadata, "producer", about.getProducer());
    put(metadata, "created", date(about.getCreationDate()));
    put(metadata, "modified", date(about.getModificationDate()));
    put(metadata, "pdf_version", String.valueOf(document.getVersion()));
    put(metadata, "encrypted", String.valueOf(document.isEncrypted()));
    return metadata;
  }

  private static void put(Map<String, String> metadata, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      metadata.put(name, value.substring(0, Math.min(value.length(), VALUE_CHARS_MAX)).strip());
    }
  }

  private static @Nullable String date(@Nullable Calendar date) {
    return date == null ? null : date.toInstant().toString();
  }

  /** Breaks a page off that says more than anybody reads. */
  private static final class Bounded extends StringWriter {
    boolean isFull() {
      return getBuffer().length() >= PAGE_CHARS_MAX;
    }

    @Override
    public void write(String text) {
      super.write(text, 0, Math.min(text.length(), PAGE_CHARS_MAX - getBuffer().length()));
      if (isFull()) {
        throw new IllegalStateException("the page is full");
      }
    }
  }
}
