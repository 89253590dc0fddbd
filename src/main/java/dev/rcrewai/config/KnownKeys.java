package dev.rcrewai.config;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which keys {@code conf/server.yaml} may have, and which one somebody meant. */
final class KnownKeys {
  /** Edits beyond which a guess would only confuse. */
  private static final int EDITS_MAX = 4;

  /** Every name that somebody may write, to the key in YAML that is meant by it. */
  private static final Map<String, String> MEANT = meant();

  private KnownKeys() {}

  static boolean isSection(String name) {
    return Section.all().stream().anyMatch(section -> section.name().equals(name));
  }

  static boolean isKey(String name) {
    return name.equals(MEANT.get(name));
  }

  static SettingsProblem unknown(String where, String name) {
    var advice = closest(name).map(key -> "did you mean " + key + "?").orElse("remove it");
    return new SettingsProblem(where, "not a known key", advice);
  }

  private static Optional<String> closest(String name) {
    return MEANT.keySet().stream()
        .min(Comparator.comparingInt(known -> edits(name, known)))
        .filter(known -> edits(name, known) <= Math.min(EDITS_MAX, known.length() / 3))
        .map(MEANT::get);
  }

  private static Map<String, String> meant() {
    var meant = new LinkedHashMap<String, String>();
    for (var section : Section.all()) {
      meant.put(section.name(), section.name() + ":");
      for (var key : section.keys()) {
        key.names().forEach(variable -> meant.put(variable, key.yaml()));
        meant.put(key.yaml(), key.yaml());
        if (key.hasFile()) {
          meant.put(key.fileName(), key.fileYaml());
          meant.put(key.fileYaml(), key.fileYaml());
        }
      }
    }
    return meant;
  }

  /** Levenshtein's distance. */
  private static int edits(String a, String b) {
    var above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      var row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int swap = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(swap, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
