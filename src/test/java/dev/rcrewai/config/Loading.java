package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Loads settings in a directory of the test's own: what it sets, and nothing of this machine. */
final class Loading {
  static final String SECRET = "0123456789abcdef0123456789abcdef";

  private final Path dir;
  private final Map<String, String> environment = new HashMap<>();

  /** With a secret, so that nothing has to be generated. */
  Loading(Path dir) {
    this.dir = dir;
    with("DATA_DIR", dir.resolve("data").toString()).with("JWT_SECRET", SECRET).yaml("");
  }

  Loading with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Loading without(String variable) {
    environment.remove(variable);
    return this;
  }

  Loading yaml(String text) {
    return with("SERVER_CONFIG", file("server.yaml", text).toString());
  }

  Path file(String name, String text) {
    try {
      return Files.writeString(dir.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path dataDir() {
    return dir.resolve("data");
  }

  SettingsLoader loader() {
    return new SettingsLoader(environment);
  }

  Settings load() {
    return loader().load();
  }

  /** The messages of all problems, with the directory's name left out. */
  List<String> problems() {
    return catchThrowableOfType(SettingsException.class, this::load).problems().stream()
        .map(problem -> problem.message().replace(dir + "/", ""))
        .toList();
  }
}
