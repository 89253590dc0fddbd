package dev.rcrewai.store.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The installed PostgreSQL once more, with pgvector or without it. A server looks for extensions
 * beside its own program, so a tree of links around a copy of that has what we put there, and
 * nothing of the machine is changed. pgvector is the machine's own, or what {@code scripts/test.sh}
 * builds; where there is none the test is skipped, and fails in CI.
 */
final class PostgresTree {
  private static final Path BUILT = Path.of("target/pgvector/installed").toAbsolutePath();
  private static final Path MACHINE = Path.of("/");

  private static @Nullable PostgresPrograms withPgvector;

  private PostgresTree() {}

  /** Programs whose server has pgvector. */
  static synchronized PostgresPrograms withPgvector(PostgresPrograms installed) {
    if (withPgvector == null) {
      var from = Stream.of(MACHINE, BUILT).filter(root -> has(installed, root)).findFirst();
      withPgvector = tree(installed, from.orElseGet(PostgresTree::missing));
    }
    return withPgvector;
  }

  /** Programs whose server has none, whatever the machine has. */
  static PostgresPrograms withoutPgvector(PostgresPrograms installed) {
    return has(installed, MACHINE) ? tree(installed, null) : installed;
  }

  private static Path missing() {
    var message = "pgvector is not there; scripts/test.sh builds it in " + BUILT;
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(message);
    }
    return Assumptions.abort(message);
  }

  private static boolean has(PostgresPrograms programs, Path root) {
    return Files.isReadable(in(root, extensions(programs)).resolve("vector.control"));
  }

  private static PostgresPrograms tree(PostgresPrograms installed, @Nullable Path pgvector) {
    try {
      var root = Files.createTempDirectory("rcrewai-postgres-tree-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> installed.delete(root)));
      var programs = new PostgresPrograms(in(root, installed.bin()));
      fill(programs.bin(), List.of(installed.bin().resolve("postgres")), "cp");
      for (var from : List.of(libraries(installed), shared(installed), extensions(installed))) {
        fill(in(root, from), files(from, false), "ln -s");
        if (pgvector != null && Files.isDirectory(in(pgvector, from))) {
          fill(in(root, from), files(in(pgvector, from), true), "cp");
        }
      }
      PostgresPrograms.run(List.of("chmod", "-R", "a+rX", root.toString()));
      return programs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fill(Path directory, List<Path> files, String command) throws IOException {
    Files.createDirectories(directory);
    if (files.isEmpty()) {
      return;
    }
    var words = Stream.of(List.of(command.split(" ")), files, List.of(directory));
    PostgresPrograms.run(words.flatMap(List::stream).map(String::valueOf).toList());
  }

  /** Those of pgvector, or the others; {@code extension} has a directory of its own. */
  private static List<Path> files(Path directory, boolean ofPgvector) throws IOException {
    try (var all = Files.list(directory)) {
      return all.filter(file -> !file.endsWith("extension"))
          .filter(file -> file.getFileName().toString().matches("vector(\\W.*)?") == ofPgvector)
          .toList();
    }
  }

  private static Path in(Path root, Path path) {
    return root.resolve(MACHINE.relativize(path));
  }

  private static Path libraries(PostgresPrograms programs) {
    return directory(programs, "--pkglibdir");
  }

  private static Path shared(PostgresPrograms programs) {
    return directory(programs, "--sharedir");
  }

  private static Path extensions(PostgresPrograms programs) {
    return shared(programs).resolve("extension");
  }

  private static Path directory(PostgresPrograms programs, String which) {
    try {
      var command = List.of(programs.bin().resolve("pg_config").toString(), which);
      var process = new ProcessBuilder(command).start();
      return Path.of(new String(process.getInputStream().readAllBytes(), UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
