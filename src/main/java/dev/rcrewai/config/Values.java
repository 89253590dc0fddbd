package dev.rcrewai.config;

import dev.rcrewai.config.ConfigFile.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings as they are given, read by their rules: a secret from Vault if it has it; else from
 * the environment, else from the file, else the default. A value that breaks its rule is a problem
 * and counts as not given, so that reading goes on and finds the others.
 */
final class Values {
  private final Map<String, String> environment;
  private final ConfigFile file;
  private final Map<String, StoredSecret> stored;
  private final Set<SettingsProblem> problems;
  private final Path home;

  /** Each secret is one object, however often it is asked for: that is what is swapped later. */
  private final Map<Key<?>, GivenSecret> secrets = new LinkedHashMap<>();

  /**
   * @param stored what Vault holds, by variable
   * @param home where relative paths of the file and of defaults begin; those of the environment
   *     begin in the current directory
   */
  Values(
      Map<String, String> environment,
      ConfigFile file,
      Map<String, StoredSecret> stored,
      Set<SettingsProblem> problems,
      Path home) {
    this.environment = environment;
    this.file = file;
    this.stored = stored;
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

  /** The secret; where Vault may hold one at a later time, an empty one until then. */
  Optional<Secret> findOrAwait(Key<Secret> key) {
    return find(key)
        .or(() ->
            stored.isEmpty()
                ? Optional.empty()
                : Optional.of(remember(key, new GivenSecret.Vault(), new Secret(""))));
  }

  /** Every secret that was found, in the order of the questions. */
  List<GivenSecret> secrets() {
    return List.copyOf(secrets.values());
  }

  @SuppressWarnings("unchecked") // a secret stays a secret
  private <T> T remember(Key<T> key, GivenSecret.Origin origin, T value) {
    if (value instanceof Secret secret) {
      var rule = key.rule();
      var given =
          new GivenSecret(
              key.names(), origin, rule.expected(), text -> rule.read(text).isPresent(), secret);
      return (T) secrets.computeIfAbsent(key, _ -> given).secret();
    }
    return value;
  }

  private <T> Optional<T> read(Key<T> key, Entry entry) {
    var value = key.rule().read(entry.text());
    if (value.isEmpty()) {
      var found = Shown.value(key, entry.text());
      problems.add(SettingsProblem.unlike(entry.where(), found, key.rule().expected()));
    }
    return value.map(found -> remember(key, entry.origin(), found));
  }

  private Optional<Entry> given(Key<?> key) {
    return inVault(key)
        .or(() -> eitherOf(key, inEnvironment(key), variable(key.fileName())))
        .or(() -> eitherOf(key, file.find(key.yaml()), file.find(key.fileYaml())));
  }

  /** What opens Vault cannot be inside. */
  private Optional<Entry> inVault(Key<?> key) {
    return !key.hasFile() || SecretSection.SECRETS.keys().contains(key)
        ? Optional.empty()
        : GivenSecret.in(key.names(), stored)
            .map(found -> new Entry(found.where(), found.text().get(), new GivenSecret.Vault()));
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
    return contents(fileName.get(), key.rule().read("").isPresent());
  }

  private Optional<Entry> contents(Entry fileName, boolean mayBeMissing) {
    try {
      var path = Path.of(fileName.text().strip());
      var text = GivenSecret.textOf(path, mayBeMissing);
      return Optional.of(new Entry(fileName.where(), text, new GivenSecret.File(path)));
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
