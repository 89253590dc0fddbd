package dev.rcrewai.sandbox;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one rule reads of one prompt; an extraction is made when it is first asked for. */
final class Values implements Lookup {
  private final Material material;
  private final Map<String, Extraction> extractions;
  private final Map<String, String> captured;
  private final Map<String, Optional<String>> made;

  Values(Material material, Map<String, Extraction> extractions, Map<String, String> captured) {
    this(material, extractions, captured, new HashMap<>());
  }

  private Values(
      Material material,
      Map<String, Extraction> extractions,
      Map<String, String> captured,
      Map<String, Optional<String>> made) {
    this.material = material;
    this.extractions = extractions;
    this.captured = captured;
    this.made = made;
  }

  /** The same values with other captured groups. */
  Values with(Map<String, String> groups) {
    return new Values(material, extractions, groups, made);
  }

  @Override
  public @Nullable String named(String name) {
    var group = captured.get(name);
    if (group != null) {
      return group;
    }
    var known = made.get(name);
    if (known == null) {
      var extraction = extractions.get(name);
      known = Optional.ofNullable(extraction == null ? null : extraction.value(this));
      made.put(name, known);
    }
    return known.orElse(null);
  }

  @Override
  public @Nullable String text(Source source) {
    return material.text(source);
  }

  @Override
  public @Nullable CsvTable table() {
    return material.table();
  }
}
