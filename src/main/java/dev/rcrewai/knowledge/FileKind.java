package dev.rcrewai.knowledge;

import java.util.Locale;

/** What a file is, by the ending of its name. */
enum FileKind {
  TEXT,
  TABLE,
  PDF;

  static FileKind of(String path) {
    var name = path.toLowerCase(Locale.ROOT);
    if (name.endsWith(".pdf")) {
      return PDF;
    }
    return name.endsWith(".csv") ? TABLE : TEXT;
  }
}
