package dev.rcrewai.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its names, its rule and its default.
 *
 * @param names environment variables; the first that is set counts, and the first one is its name
 * @param yaml {@code section.key} in {@code conf/server.yaml}
 * @param rule what its text may be
 * @param fallback the text of the default; null where there is none or it depends on other
 *     settings, which {@code about} then says
 * @param kind how it may be given
 * @param about what it does, in one sentence without its full stop
 */
record Key<T>(
    List<String> names,
    String yaml,
    Rule<T> rule,
    @Nullable String fallback,
    Kind kind,
    String about) {

  /** How a setting may be given, and whether it may be shown. */
  enum Kind {
    PLAIN,
    /** Also as a file, named by {@code <name>_FILE}; no message shows the value. */
    SECRET
  }

  String name() {
    return names.getFirst();
  }

  boolean hasFile() {
    return kind == Kind.SECRET;
  }

  /** The variable that names a file with the value. */
  String fileName() {
    return name() + "_FILE";
  }

  /** The key in {@code conf/server.yaml} that names a file with the value. */
  String fileYaml() {
    return yaml + "_file";
  }
}
