package dev.rcrewai.sandbox;

import org.jspecify.annotations.Nullable;

/** What a template can read while it is filled in; null where a thing was not found. */
interface Lookup {
  /** A captured group or an extraction. */
  @Nullable String named(String name);

  @Nullable String text(Source source);

  @Nullable CsvTable table();
}
