package dev.rcrewai.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The files of this repository; every path is relative to its root. */
final class Repository {
  static final Path ROOT = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Set<String> NOT_OURS = Set.of(".git", "target", "data", ".idea", ".vscode");

  private Repository() {}

  /** A text file and its lines. */
  record Source(Path path, List<String> lines) {
    /** As an editor jumps to it. */
    String at(int line) {
      return path + ":" + line;
    }
  }

  /** Every Java file under {@code folder}. */
  static List<Path> java(String folder) {
    return walk(ROOT.resolve(folder)).filter(file -> file.toString().endsWith(".java")).toList();
  }

  /** What git tracks or would add; without git, whatever lies there. */
  static List<Path> tracked() {
    return git("ls-files", "--cached", "--others", "--exclude-standard")
        .map(names -> names.lines().map(Path::of))
        .orElseGet(() -> walk(ROOT))
        .filter(file -> Files.isRegularFile(ROOT.resolve(file)))
        .toList();
  }

  /** The tracked text files; binary ones are left out. */
  static Stream<Source> texts() {
    return tracked().stream().map(Repository::text).flatMap(Optional::stream);
  }

  static Source source(Path file) {
    return text(file).orElseThrow(() -> new IllegalStateException(file + " is no UTF-8 text"));
  }

  private static Optional<Source> text(Path file) {
    try {
      return Optional.of(new Source(file, Files.readAllLines(ROOT.resolve(file))));
    } catch (MalformedInputException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> walk(Path folder) {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(ROOT::relativize)
          .filter(file -> !NOT_OURS.contains(file.getName(0).toString()))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> git(String... arguments) {
    try {
      var command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
      var git =
          new ProcessBuilder(command)
              .directory(ROOT.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      var output = new String(git.getInputStream().readAllBytes(), UTF_8);
      return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0
          ? Optional.of(output)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while git lists the files", e);
    }
  }
}
