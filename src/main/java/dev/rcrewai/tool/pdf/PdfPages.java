package dev.rcrewai.tool.pdf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * The text of whole PDFs, page by page, read as {@link PdfProcessor} reads them: in a process of
 * their own. Blocks. Thread-safe.
 */
public final class PdfPages {
  private static final int HEAP_MEBIBYTES = 256;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final PdfProcess process = new PdfProcess(HEAP_MEBIBYTES);
  private final Semaphore one = new Semaphore(1, true);

  /** What came of it. */
  public sealed interface Read {}

  /** The text of each page; of one that cannot be read there is none. */
  public record Pages(List<String> texts) implements Read {
    public Pages {
      texts = List.copyOf(texts);
    }
  }

  /** Nothing; {@code why} completes "the document …". */
  public record Unreadable(String why) implements Read {}

  /** Reads a document of at most so many pages. */
  public Read read(byte[] pdf, int pagesMax) throws IOException, InterruptedException {
    one.acquire();
    try {
      return readAll(pdf, pagesMax);
    } finally {
      one.release();
    }
  }

  private Read readAll(byte[] pdf, int pagesMax) throws IOException, InterruptedException {
    var texts = new ArrayList<String>();
    int pages = 1;
    while (texts.size() < pages) {
      var range = (texts.size() + 1) + "-" + (texts.size() + PageRange.PAGES_MAX);
      var content = process.read(new ByteArrayInputStream(pdf), range, true, TIMEOUT);
      if (content == null) {
        return new Unreadable("takes too much time or memory to read");
      }
      if (content.problem() != null) {
        return new Unreadable(content.problem());
      }
      pages = content.pages();
      if (pages > pagesMax) {
        return new Unreadable("has " + pages + " pages; " + pagesMax + " are read at most");
      }
      content.shown().forEach(page -> texts.add(page.text()));
      if (content.shown().isEmpty()) {
        break;
      }
    }
    return new Pages(texts);
  }
}
