package dev.rcrewai.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text with references in it, each a name in braces after a dollar sign; with two of them it is
 * plain text. A template with a thing that was not found has no text at all: an answer never has a
 * hole in it.
 */
record Template(List<Part> parts) {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}\n]*)(}?)");

  Template {
    parts = List.copyOf(parts);
  }

  /** A stretch of a template. */
  sealed interface Part {
    record Literal(String text) implements Part {}

    /** A captured group or an extraction. */
    record Named(String name) implements Part {}

    record Told(Source source) implements Part {}

    record Figure(CsvFigure figure) implements Part {}
  }

  /**
   * @param names the groups and extractions that may be referred to
   * @throws IllegalArgumentException where it refers to anything else
   */
  static Template parse(String text, Set<String> names) {
    var parts = new ArrayList<Part>();
    var matcher = REFERENCE.matcher(text);
    int end = 0;
    while (matcher.find()) {
      parts.add(new Part.Literal(text.substring(end, matcher.start())));
      if (matcher.group().equals("$${")) {
        parts.add(new Part.Literal("${"));
      } else if (matcher.group(2).isEmpty()) {
        throw new IllegalArgumentException("'" + matcher.group() + "' lacks its closing brace");
      } else {
        parts.add(reference(matcher.group(1).strip(), names));
      }
      end = matcher.end();
    }
    parts.add(new Part.Literal(text.substring(end)));
    return new Template(parts);
  }

  private static Part reference(String name, Set<String> names) {
    if (name.startsWith(CsvFigure.PREFIX)) {
      var figure = CsvFigure.parse(name);
      for (var column : figure.columns()) {
        if (column instanceof CsvFigure.Column.Mentioned(var value) && !names.contains(value)) {
          throw unknown("?" + value, names);
        }
      }
      return new Part.Figure(figure);
    }
    if (names.contains(name)) {
      return new Part.Named(name);
    }
    return Source.named(name).<Part>map(Part.Told::new).orElseThrow(() -> unknown(name, names));
  }

  private static IllegalArgumentException unknown(String name, Set<String> names) {
    return new IllegalArgumentException(
        "nothing is called '%s' here; known: %s, and the prompt's texts: %s"
            .formatted(name, String.join(", ", names.stream().sorted().toList()), Source.NAMES));
  }

  /** The text, or null where something it needs was not found. */
  @Nullable String fill(Lookup lookup) {
    var text = new StringBuilder();
    for (var part : parts) {
      var value = value(part, lookup);
      if (value == null) {
        return null;
      }
      text.append(value);
    }
    return text.toString();
  }

  private static @Nullable String value(Part part, Lookup lookup) {
    return switch (part) {
      case Part.Literal(var text) -> text;
      case Part.Named(var name) -> lookup.named(name);
      case Part.Told(var source) -> lookup.text(source);
      case Part.Figure(var figure) -> {
        var table = lookup.table();
        yield table == null ? null : figure.of(table, lookup);
      }
    };
  }
}
