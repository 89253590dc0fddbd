package dev.rcrewai.crew;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where one crew is written: a YAML file of ours, or a directory in one of CrewAI's layouts; or
 * where a flow is.
 */
sealed interface CrewSource {
  /** A project's {@code src/NAME/crews/NAME}. */
  int NESTING_MAX = 2;

  /** The file or directory. */
  Path path();

  /** What the crew's agents were taught, where {@link TrainingFile} has it; null where nothing. */
  @Nullable SourceFile training();

  /** Our own format: everything in one file. */
  record Single(Path path, SourceFile file, @Nullable SourceFile training) implements CrewSource {}

  /** A flow: steps that name crews beside it. */
  record OfFlow(Path path, SourceFile file, @Nullable SourceFile training) implements CrewSource {}

  /**
   * CrewAI's layout: two files, in the directory or in {@code config} below it.
   *
   * @param code Python files beside them, of which nothing but the names is known
   */
  record Pair(
      Path path,
      SourceFile agents,
      SourceFile tasks,
      List<Path> code,
      @Nullable SourceFile training)
      implements CrewSource {}

  /** CrewAI's newer layout: {@code crew.jsonc}, and a file for each agent. */
  record Json(Path path, SourceFile crew, List<SourceFile> agents, @Nullable SourceFile training)
      implements CrewSource {}

  /** Reads the source; what cannot be read is part of the result. */
  static CrewSource read(Path path) {
    var files = ofCrew(path).stream().map(SourceFile::read).toList();
    var taught = TrainingFile.beside(path);
    var training = Files.exists(taught) ? SourceFile.read(taught) : null;
    if (Files.isDirectory(path) && JsonLayout.isIn(path)) {
      return new Json(path, files.getFirst(), files.subList(1, files.size()), training);
    }
    return files.size() == 1
        ? single(path, files.getFirst(), training)
        : new Pair(path, files.getFirst(), files.getLast(), PairLayout.code(path), training);
  }

  private static CrewSource single(Path path, SourceFile file, @Nullable SourceFile training) {
    var document = YamlReader.read(file, new Findings());
    return document != null && FlowParts.isFlow(document.root())
        ? new OfFlow(path, file, training)
        : new Single(path, file, training);
  }

  /** The files of which the source consists, whether they exist or not. */
  static List<Path> files(Path path) {
    return Stream.concat(ofCrew(path).stream(), Stream.of(TrainingFile.beside(path))).toList();
  }

  private static List<Path> ofCrew(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    if (JsonLayout.isIn(path)) {
      return JsonLayout.files(path);
    }
    var config = path.resolve("config");
    var home = !isLayout(path) && isLayout(config) ? config : path;
    return List.of(home.resolve("agents.yaml"), home.resolve("tasks.yaml"));
  }

  /**
   * The sources in a directory, sorted by path: files, and CrewAI's projects. Names that begin with
   * a dot are not looked at (Kubernetes mounts keep their versions there).
   */
  static List<Path> list(Path directory) throws IOException {
    var sources = new TreeSet<>(project(directory, NESTING_MAX));
    if (!isCrewAi(directory)) {
      for (var child : children(directory)) {
        if (Files.isDirectory(child)) {
          sources.addAll(project(child, NESTING_MAX));
        } else if (child.toString().endsWith(".yaml") || child.toString().endsWith(".yml")) {
          sources.add(TrainingFile.crewOf(child));
        }
      }
    }
    return List.copyOf(sources);
  }

  /** The crews of a project: the directory itself, and those in {@code src} and {@code crews}. */
  private static List<Path> project(Path directory, int nesting) throws IOException {
    var crews = new ArrayList<Path>();
    if (isCrewAi(directory)) {
      crews.add(directory);
    }
    for (var part : List.of(directory.resolve("src"), directory.resolve("crews"))) {
      if (nesting > 0 && Files.isDirectory(part)) {
        for (var child : children(part)) {
          crews.addAll(project(child, nesting - 1));
        }
      }
    }
    return crews;
  }

  private static List<Path> children(Path directory) throws IOException {
    try (var paths = Files.list(directory)) {
      return paths.filter(path -> !path.getFileName().toString().startsWith(".")).toList();
    }
  }

  private static boolean isCrewAi(Path directory) {
    return JsonLayout.isIn(directory)
        || isLayout(directory)
        || isLayout(directory.resolve("config"));
  }

  /** One of the two files is enough: the other one's absence is then a problem, not silence. */
  private static boolean isLayout(Path directory) {
    return Files.isRegularFile(directory.resolve("agents.yaml"))
        || Files.isRegularFile(directory.resolve("tasks.yaml"));
  }
}
