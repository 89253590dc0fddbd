package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Writes crews into a directory and loads them. */
final class CrewFiles {
  static final Set<String> TOOLS = Set.of("file_reader", "web_search");

  /** The smallest crew. */
  static final String MINIMAL =
      """
      agents:
        writer:
          role: Writer
          goal: Write well
      tasks:
        write:
          description: Write a haiku
          expected_output: A haiku
          agent: writer
      """;

  private final Path directory;

  CrewFiles(Path directory) {
    this.directory = directory;
  }

  Path write(String name, String text) {
    try {
      var file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LoadResult load(String text) {
    return new CrewLoader(TOOLS).load(write("crew.yaml", text));
  }

  Crew crew(String text) {
    var result = load(text);
    assertThat(problems(result)).isEmpty();
    return ((LoadResult.Loaded) result).crew();
  }

  /** The problems as {@code file:line:column: message}, the file relative to the directory. */
  List<String> problems(LoadResult result) {
    return switch (result) {
      case LoadResult.Usable _ -> List.of();
      case LoadResult.Rejected rejected -> words(rejected.problems());
    };
  }

  List<String> problems(String text) {
    return problems(load(text));
  }

  List<String> warnings(String text) {
    return words(load(text).warnings());
  }

  List<String> words(List<CrewProblem> problems) {
    return problems.stream().map(each -> each.toString().replace(directory + "/", "")).toList();
  }
}
