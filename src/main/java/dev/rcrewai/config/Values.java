package dev.rcrewai.config;

import dev.rcrewai.config.ConfigFile.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings as they are given, read by their rules: from the environment, else from the file,
 * else the default. A value that breaks its rule is a problem and counts as not given, so that
 * reading goes on and finds the others.
 */
final class Values {
  private static final int FILE_BYTES_MAX = 64 * 1024;

  private final Map<String, String> environment;
  private final ConfigFile file;
  private final Set<SettingsProblem> problems;
  private final Path home;

  /**
   * @param home where relative paths of the file and of defaults begin; those of the environment
   *     begin in the current directory
   */
  Values(
      Map<String, String> environment, ConfigFile file, Set<SettingsProblem> problems, Path home) {
    this.environment = environment;
    this.file = file;
    this.problems = problems;
    this.home = home;
  }

  /** The value of a key that has a default. */
  <T> T get(Key<T> key) {
    return find(key)
        .or(() -> Optional.ofNullable(key.fallback()).flatMap(key.rule()::read).map(this::atHome))
        .orElseThrow(
            () -> new IllegalStateException(key.name() + " has no default to fall back on"));
  }

  /** The value if one is given. */
  <T> Optional<T> find(Key<T> key) {
    var value = given(key).flatMap(entry -> read(key, entry));
    return inEnvironment(key).isPresent() ? value : value.map(this::atHome);
  }

  @SuppressWarnings("unchecked") // a path stays a path
  private <T> T atHome(T value) {
    return value instanceof Path path ? (T) home.resolve(path) : value;
  }

  /** Whether this process runs inside Kubernetes, which sets this variable in every container. */
  boolean insideKubernetes() {
    return variable("KUBERNETES_SERVICE_HOST").isPresent();
  }

  /** Whether anything is given, be it right or wrong. */
  boolean isGiven(Key<?> key) {
    return given(key).isPresent();
  }

  /** Adds a problem of a key that is well-formed but does not fit the others. */
  void refuse(Key<?> key, String expected) {
    var found = given(key).map(entry -> Shown.value(key, entry.text())).orElse("not set");
    var where = given(key).map(Entry::where).orElse(key.name());
    problems.add(SettingsProblem.unlike(where, found, expected));
  }

  private <T> Optional<T> read(Key<T> key, Entry entry) {
    var value = key.rule().read(entry.text());
    if (value.isEmpty()) {
      var found = Shown.value(key, entry.text());
      problems.add(SettingsProblem.unlike(entry.where(), found, key.rule().expected()));
    }
    return value;
  }

  private Optional<Entry> given(Key<?> key) {
    return eitherOf(key, inEnvironment(key), variable(key.fileName()))
        .or(() -> eitherOf(key, file.find(key.yaml()), file.find(key.fileYaml())));
  }

  private Optional<Entry> inEnvironment(Key<?> key) {
    return key.names().stream().flatMap(name -> variable(name).stream()).findFirst();
  }

  /** Empty variables count as not set: that is how compose files and manifests pass none on. */
  private Optional<Entry> variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(text -> !text.isBlank())
        .map(text -> new Entry(name, text));
  }

  private Optional<Entry> eitherOf(Key<?> key, Optional<Entry> value, Optional<Entry> fileName) {
    if (!key.hasFile() || fileName.isEmpty()) {
      return value.map(entry -> trimmed(key, entry));
    }
    if (value.isPresent()) {
      var found = "set beside " + value.get().where();
      problems.add(SettingsProblem.unlike(fileName.get().where(), found, "one of the two"));
      return value;
    }
    return contents(fileName.get());
  }

  private Optional<Entry> contents(Entry fileName) {
    try {
      var path = Path.of(fileName.text().strip());
      if (Files.size(path) > FILE_BYTES_MAX) {
        throw new IOException("it is larger than " + FILE_BYTES_MAX + " bytes");
      }
      var text = Files.readString(path).replaceFirst("[\r\n]+$", "");
      return Optional.of(new Entry(fileName.where(), text));
    } catch (IOException | IllegalArgumentException e) {
      var found = "'" + Shown.text(fileName.text()) + "' (" + e.getClass().getSimpleName() + ")";
      problems.add(SettingsProblem.unlike(fileName.where(), found, "a readable file"));
      return Optional.empty();
    }
  }

  private static Entry trimmed(Key<?> key, Entry entry) {
    return key.hasFile() ? entry : new Entry(entry.where(), entry.text().strip());
  }
}
