package dev.rcrewai.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rcrewai.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Scripts for Node.js in {@code src/test/npm/NAME}, with the packages of their lock file, which are
 * installed below {@code target} once. A script prints one JSON object a line.
 */
final class NodeTools {
  private static final int INSTALL_MAX_SECONDS = 180;
  private static final int RUN_MAX_SECONDS = 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;

  private NodeTools(Path directory) {
    this.directory = directory;
  }

  static NodeTools installed(String name) {
    var npm = Programs.require("npm");
    var source = Path.of("src", "test", "npm", name);
    var directory = Path.of("target", "npm", name);
    var done = directory.resolve("installed.json");
    try {
      Files.createDirectories(directory);
      try (var files = Files.list(source)) {
        for (var file : files.toList()) {
          var copy = directory.resolve(file.getFileName());
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      var lock = Files.readString(source.resolve("package-lock.json"));
      if (!Files.exists(done) || !Files.readString(done).equals(lock)) {
        run(directory, "", INSTALL_MAX_SECONDS, npm, "ci", "--ignore-scripts", "--no-audit");
        Files.writeString(done, lock);
      }
      return new NodeTools(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What the script printed.
   *
   * @param input what it reads from standard input
   */
  List<JsonNode> run(String script, String input, String... arguments) {
    var command = new ArrayList<>(List.of(Programs.require("node"), script));
    command.addAll(List.of(arguments));
    return run(directory, input, RUN_MAX_SECONDS, command.toArray(String[]::new))
        .lines()
        .map(NodeTools::parse)
        .toList();
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  private static String run(Path directory, String input, int maxSeconds, String... command) {
    try {
      var given = Files.writeString(directory.resolve("input"), input);
      var errors = directory.resolve("errors");
      var process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectInput(given.toFile())
              .redirectError(errors.toFile())
              .start();
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(maxSeconds, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(
            String.join(" ", command) + ": " + output + Files.readString(errors));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
