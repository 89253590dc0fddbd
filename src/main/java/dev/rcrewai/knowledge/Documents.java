package dev.rcrewai.knowledge;

import dev.rcrewai.crew.KnowledgeSource.CallersFile;
import dev.rcrewai.crew.KnowledgeSource.Page;
import dev.rcrewai.crew.KnowledgeSource.SharedFile;
import dev.rcrewai.crew.KnowledgeSource.Text;
import dev.rcrewai.knowledge.Extract.Piece;
import dev.rcrewai.knowledge.Extract.Unit;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.HttpCall;
import dev.rcrewai.tool.JailedFile;
import dev.rcrewai.tool.pdf.PdfPages;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Opens documents and reads their text. Files by the tools' file guard, pages by their network
 * guard, PDFs in a process of their own. Blocks. Thread-safe.
 */
public final class Documents {
  static final int PDF_PAGES_MAX = 2_000;
  private static final Duration PAGE_MAX = Duration.ofSeconds(30);

  private final Path dir;
  private final FileJail callers;
  private final int bytesMax;
  private final GuardedHttp http;
  private final InstantSource clock;
  private final PdfPages pdfs = new PdfPages();

  /**
   * @param dir of the operator's files
   * @param callers the callers' own, of the same size at most
   */
  public Documents(
      Path dir, FileJail callers, int bytesMax, GuardedHttp http, InstantSource clock) {
    this.dir = dir;
    this.callers = callers;
    this.bytesMax = bytesMax;
    this.http = http;
    this.clock = clock;
  }

  /** What came of opening a document. */
  sealed interface Opened {}

  /**
   * What it holds.
   *
   * @param hash of its bytes
   * @param stamp of the file that it is; none of others
   */
  record Content(String hash, Optional<Stamp> stamp, Reading reading) implements Opened {}

  /**
   * It cannot be read.
   *
   * @param gone whether there is no such document any more
   */
  record Unreadable(String why, boolean gone) implements Opened {}

  /** What tells that a file was changed. */
  record Stamp(long size, Instant modified) {}

  /** What was opened becomes text. */
  interface Reading {
    Extract text() throws IOException, InterruptedException, UnreadableException;
  }

  /** The bytes are no document of their kind; the message completes "the document …". */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  /** The stamp of a file; empty where there is none now, and for what is no file. */
  Optional<Stamp> stamp(Want want) {
    return switch (file(want)) {
      case FileJail.Readable(var file) -> {
        try (file) {
          yield Optional.of(stamp(file));
        } catch (IOException e) {
          yield Optional.empty();
        }
      }
      case FileJail.Missing _, FileJail.Refused _ -> Optional.empty();
    };
  }

  Opened open(Want want) throws IOException, InterruptedException {
    return switch (want.source()) {
      case Text(var text) ->
          new Content(Digest.of(text), Optional.empty(), () -> Texts.written(text));
      case Page(var url) -> page(URI.create(url));
      case SharedFile(var path) -> file(want, FileKind.of(path));
      case CallersFile(var path) -> file(want, FileKind.of(path));
    };
  }

  private FileJail.Opened file(Want want) {
    return switch (want.source()) {
      case SharedFile(var path) -> FileJail.openBelow(dir, path, bytesMax);
      case CallersFile(var path) -> callers.openOwn(want.caller(), path);
      case Text _, Page _ -> new FileJail.Missing();
    };
  }

  private Opened file(Want want, FileKind kind) throws IOException {
    return switch (file(want)) {
      case FileJail.Missing _ -> new Unreadable("is not there", true);
      case FileJail.Refused(var why) -> new Unreadable(why, true);
      case FileJail.Readable(var file) -> {
        try (file) {
          var bytes = file.content().readAllBytes();
          yield new Content(Digest.of(bytes), Optional.of(stamp(file)), () -> text(kind, bytes));
        }
      }
    };
  }

  private static Stamp stamp(JailedFile file) {
    return new Stamp(file.size(), file.modified());
  }

  private Extract text(FileKind kind, byte[] bytes)
      throws IOException, InterruptedException, UnreadableException {
    return switch (kind) {
      case TEXT -> Texts.file(utf8(bytes));
      case TABLE -> Texts.table(utf8(bytes));
      case PDF -> pdf(bytes);
    };
  }

  private Extract pdf(byte[] bytes) throws IOException, InterruptedException, UnreadableException {
    return switch (pdfs.read(bytes, PDF_PAGES_MAX)) {
      case PdfPages.Unreadable(var why) -> throw new UnreadableException(why);
      case PdfPages.Pages(var texts) -> {
        var pieces = new ArrayList<Piece>();
        for (int page = 0; page < texts.size(); page++) {
          int number = page + 1;
          boolean begins = true;
          for (var line : texts.get(page).lines().toList()) {
            pieces.add(new Piece(number, line, begins));
            begins = false;
          }
        }
        yield new Extract(Unit.PAGE, pieces);
      }
    };
  }

  private Opened page(URI url) throws InterruptedException {
    try {
      var reply = http.send(HttpCall.get(url), clock.instant().plus(PAGE_MAX));
      if (reply.status() != 200) {
        return new Unreadable("was answered with status " + reply.status(), false);
      }
      if (!reply.isText()) {
        return new Unreadable("is " + reply.mediaType() + ", and not text", false);
      }
      boolean isHtml = reply.mediaType().contains("html") || reply.mediaType().isEmpty();
      var shown = isHtml ? Texts.page(reply.html()) : Texts.written(reply.text());
      // What is not shown may change with every visit, and then says nothing new.
      var text = String.join("\n", shown.pieces().stream().map(Piece::text).toList());
      return new Content(Digest.of(text), Optional.empty(), () -> Texts.written(text));
    } catch (IOException e) {
      return new Unreadable("cannot be read: " + e.getMessage(), false);
    }
  }

  private static String utf8(byte[] bytes) throws UnreadableException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableException("is not UTF-8 text");
    }
  }
}
