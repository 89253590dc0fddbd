package dev.rcrewai.config;

import java.util.stream.Collectors;

/** The table of settings as it is written for people. */
final class SettingsReference {
  private SettingsReference() {}

  /** {@code conf/server.yaml}: every key with its default, commented out. */
  static String yaml() {
    return """
    # Settings of the server: every key with its default, commented out. The environment wins over
    # this file; each key's variable stands above it. docs/configuration.md has the rules.
    """
        + Section.all().stream().map(SettingsReference::yaml).collect(Collectors.joining());
  }

  /** The tables of {@code docs/configuration.md}. */
  static String tables() {
    return Section.all().stream().map(SettingsReference::table).collect(Collectors.joining());
  }

  private static String yaml(Section section) {
    var text = new StringBuilder("\n# " + section.title() + "\n" + section.name() + ":\n");
    for (var key : section.keys()) {
      text.append("  # ").append(key.name()).append(": ").append(key.about()).append('\n');
      text.append("  # ").append(nameOnly(key.yaml())).append(':');
      text.append(key.fallback() == null ? "\n" : " " + key.fallback() + "\n");
      if (key.hasFile()) {
        text.append("  # ").append(nameOnly(key.fileYaml())).append(":\n");
      }
    }
    return text.toString();
  }

  private static String table(Section section) {
    return "\n## "
        + section.title()
        + "\n\n| Variable | `server.yaml` | Default | Expected | Meaning |\n|---|---|---|---|---|\n"
        + section.keys().stream().map(SettingsReference::row).collect(Collectors.joining());
  }

  private static String row(Key<?> key) {
    return "| %s | `%s` | %s | %s | %s |\n"
        .formatted(
            variables(key),
            key.yaml(),
            key.fallback() == null ? "" : "`" + key.fallback() + "`",
            key.rule().expected(),
            key.about());
  }

  private static String variables(Key<?> key) {
    var names = key.names().stream().map(name -> "`" + name + "`").toList();
    return String.join(", else ", names) + (key.hasFile() ? ", `" + key.fileName() + "`" : "");
  }

  private static String nameOnly(String yaml) {
    return yaml.substring(yaml.indexOf('.') + 1);
  }
}
