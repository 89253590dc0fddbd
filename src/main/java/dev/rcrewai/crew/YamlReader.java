package dev.rcrewai.crew;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML 1.2 (core schema, with merge keys) into a {@link YamlDocument}. Nesting, size and what
 * aliases expand to are bounded.
 */
final class YamlReader {
  private static final int EVENTS_MAX = 100_000;

  private final String file;
  private final String text;
  private final Findings findings;

  private YamlReader(String file, String text, Findings findings) {
    this.file = file;
    this.text = text;
    this.findings = findings;
  }

  /** The document, or null where the findings say why there is none. */
  static @Nullable YamlDocument read(SourceFile source, Findings findings) {
    return switch (source) {
      case SourceFile.Text(var path, var text) ->
          new YamlReader(path.toString(), text, findings).read();
      case SourceFile.Unreadable(_, var problem) -> {
        findings.problem(problem);
        yield null;
      }
    };
  }

  private @Nullable YamlDocument read() {
    var settings =
        LoadSettings.builder()
            .setLabel(file)
            .setSchema(new CoreSchema())
            .setAllowNonScalarKeys(true)
            .setMaxAliasesForCollections(EVENTS_MAX) // YamlTree bounds what they expand to
            .build();
    try {
      if (!isPrintable() || !isBounded(settings)) {
        return null;
      }
      var root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        return refuse(Spot.START, "the file is empty");
      }
      return new YamlTree(file, text, findings).document(root.get());
    } catch (MarkedYamlEngineException e) {
      return refuse(spot(e.getProblemMark().or(e::getContextMark)), "YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      return refuse(Spot.START, "YAML: " + e.getMessage());
    }
  }

  private boolean isPrintable() {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (!StreamReader.isPrintable(text.codePointAt(i))) {
        var code = Integer.toHexString(text.codePointAt(i));
        refuse(Spot.of(text, i), "YAML: control character U+" + code + " is not allowed");
        return false;
      }
    }
    return true;
  }

  /** Composing recurses, so depth is counted on the events before it. */
  private boolean isBounded(LoadSettings settings) {
    var depth = 0;
    var events = 0;
    for (var event : new Parse(settings).parseString(text)) {
      depth += depthChange(event.getEventId());
      if (depth > YamlTree.DEPTH_MAX || ++events > EVENTS_MAX) {
        refuse(
            spot(event.getStartMark()),
            depth > YamlTree.DEPTH_MAX
                ? "nested more than " + YamlTree.DEPTH_MAX + " deep"
                : "too many values");
        return false;
      }
    }
    return true;
  }

  private static int depthChange(Event.ID id) {
    return switch (id) {
      case MappingStart, SequenceStart -> 1;
      case MappingEnd, SequenceEnd -> -1;
      default -> 0;
    };
  }

  private @Nullable YamlDocument refuse(Spot spot, String message) {
    findings.problem(new CrewProblem(file, spot.line(), spot.column(), message));
    return null;
  }

  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  private static Spot spot(Optional<Mark> mark) {
    return mark.map(Spot::of).orElse(Spot.START);
  }
}
