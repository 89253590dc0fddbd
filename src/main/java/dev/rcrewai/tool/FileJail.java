package dev.rcrewai.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The only way of tools to files. A path is looked up in the caller's own directory first, then
 * among the shared files:
 *
 * <pre>
 *   FILES_DIR/callers/{@link CallerDirectory name of the caller}/PATH
 *   FILES_DIR/shared/PATH
 * </pre>
 *
 * A file is found by its real path, which must lie in that directory (symbolic links inside it
 * work, links out of it do not), and is then opened from the directory downwards, segment by
 * segment, following no link at all: what is swapped in between cannot lead out. Only regular files
 * of a bounded size are opened. Written are the caller's own files alone. Blocks. Thread-safe.
 */
public final class FileJail {
  private final Path filesDir;
  private final long fileBytesMax;

  /** What came of asking for a file. */
  public sealed interface Opened {}

  /** The file; whoever asked closes it. */
  public record Readable(JailedFile file) implements Opened {}

  /** There is no file of that name. */
  public record Missing() implements Opened {}

  /** It must not be read; {@code why} completes "the path …" or "the file …". */
  public record Refused(String why) implements Opened {}

  /** What came of writing a file. */
  public sealed interface Written {}

  /** It was written and has so many bytes now. */
  public record Done(long size) implements Written {}

  /** It was not, and nothing has changed; {@code why} completes "the path …" or "the file …". */
  public record NotWritten(String why) implements Written {}

  /** How a file is written. */
  public enum Mode {
    REPLACE,
    APPEND
  }

  /**
   * Names of files, sorted.
   *
   * @param complete whether there are no more
   */
  public record Listing(List<String> names, boolean complete) {
    public Listing {
      names = List.copyOf(names);
    }
  }

  public FileJail(Path filesDir, long fileBytesMax) {
    this.filesDir = filesDir;
    this.fileBytesMax = fileBytesMax;
  }

  /** Opens a caller's file for reading. */
  public Opened open(String caller, String path) {
    return switch (JailPath.parse(path)) {
      case JailPath.Invalid(var why) -> new Refused(why);
      case JailPath.Valid(var relative) ->
          switch (own(caller).open(relative, fileBytesMax)) {
            case Missing _ -> shared().open(relative, fileBytesMax);
            case Readable found -> found;
            case Refused refused -> refused;
          };
    };
  }

  /** Opens a file of the caller's own, and no shared one. */
  public Opened openOwn(String caller, String path) {
    return switch (JailPath.parse(path)) {
      case JailPath.Invalid(var why) -> new Refused(why);
      case JailPath.Valid(var relative) -> own(caller).open(relative, fileBytesMax);
    };
  }

  /** Opens a file below a directory of the operator's, as guarded as those of callers. */
  public static Opened openBelow(Path directory, String path, long bytesMax) {
    return switch (JailPath.parse(path)) {
      case JailPath.Invalid(var why) -> new Refused(why);
      case JailPath.Valid(var relative) ->
          new JailArea(directory, List.of()).open(relative, bytesMax);
    };
  }

  /**
   * Writes a file of the caller's own, directories included; never a shared one.
   *
   * @param callerBytesMax of all files of this caller together
   * @throws java.io.UncheckedIOException where it broke off with a part of the content written
   */
  public Written write(String caller, String path, byte[] content, Mode mode, long callerBytesMax) {
    return switch (JailPath.parse(path)) {
      case JailPath.Invalid(var why) -> new NotWritten(why);
      case JailPath.Valid(var relative) ->
          content.length > fileBytesMax
              ? new NotWritten("would have more than " + fileBytesMax + " bytes")
              : write(caller, relative, content, mode, callerBytesMax);
    };
  }

  private Written write(
      String caller, Path relative, byte[] content, Mode mode, long callerBytesMax) {
    try {
      var callers = filesDir.resolve("callers");
      var name = CallerDirectory.nameOf(caller);
      var writer = new JailWriter(callers);
      if (!JailUsage.of(callers.resolve(name)).hasRoom(content.length, callerBytesMax)) {
        return new NotWritten("does not fit: you have too many files, or too large ones");
      }
      return switch (mode) {
        case REPLACE -> writer.replace(name, relative, content);
        case APPEND -> writer.append(name, relative, content, fileBytesMax);
      };
    } catch (IOException e) {
      return new NotWritten("cannot be written");
    }
  }

  /** Whether the directory in which the caller's own file of that path would lie is there. */
  public boolean hasDirectoryOf(String caller, String path) {
    if (!(JailPath.parse(path) instanceof JailPath.Valid(var relative))) {
      return false;
    }
    var directory = relative.getParent();
    return directory == null || own(caller).hasDirectory(directory);
  }

  /** The files that the caller could open, own and shared, whose names are wanted. */
  public Listing list(String caller, Predicate<String> wanted, int max) {
    var names = new TreeSet<String>();
    boolean complete = own(caller).list(wanted, names);
    complete &= shared().list(wanted, names);
    return new Listing(names.stream().limit(max).toList(), complete && names.size() <= max);
  }

  private JailArea own(String caller) {
    return new JailArea(
        filesDir.resolve("callers"), List.of(Path.of(CallerDirectory.nameOf(caller))));
  }

  private JailArea shared() {
    return new JailArea(filesDir.resolve("shared"), List.of());
  }
}
