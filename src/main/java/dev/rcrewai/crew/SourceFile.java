package dev.rcrewai.crew;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** One file of a crew, as it was read. */
sealed interface SourceFile {
  /** The largest file that is read. */
  int BYTES_MAX = 1 << 20;

  Path path();

  record Text(Path path, String text) implements SourceFile {}

  record Unreadable(Path path, CrewProblem problem) implements SourceFile {}

  static SourceFile read(Path path) {
    try (var in = Files.newInputStream(path)) {
      var bytes = in.readNBytes(BYTES_MAX + 1);
      return bytes.length > BYTES_MAX
          ? unreadable(path, Spot.START, "the file is larger than 1 MiB; split the crew")
          : decode(path, ByteBuffer.wrap(bytes));
    } catch (NoSuchFileException e) {
      return unreadable(path, Spot.START, "there is no such file");
    } catch (IOException e) {
      return unreadable(path, Spot.START, "the file cannot be read: " + e);
    }
  }

  private static SourceFile decode(Path path, ByteBuffer bytes) {
    var text = CharBuffer.allocate(bytes.remaining());
    var decoder = StandardCharsets.UTF_8.newDecoder();
    var result = decoder.decode(bytes, text, true);
    var read = text.flip().toString();
    if (result.isError()) {
      return unreadable(path, Spot.of(read, read.length()), "this is not UTF-8 text");
    }
    return new Text(path, read.startsWith("\uFEFF") ? read.substring(1) : read);
  }

  private static SourceFile unreadable(Path path, Spot spot, String message) {
    return new Unreadable(
        path, new CrewProblem(path.toString(), spot.line(), spot.column(), message));
  }
}
