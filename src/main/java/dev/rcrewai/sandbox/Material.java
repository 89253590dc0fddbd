package dev.rcrewai.sandbox;

import dev.rcrewai.sandbox.Prompt.Said;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The texts of one prompt, each put together at most once however many rules read it. */
final class Material {
  /** Scripts see this many characters of each text. */
  static final int CHARS_MAX = 256 * 1024;

  private final Prompt prompt;
  private final Map<Source, Optional<String>> texts = new HashMap<>();
  private boolean isTableSought;
  private @Nullable CsvTable table;

  Material(Prompt prompt) {
    this.prompt = prompt;
  }

  Prompt prompt() {
    return prompt;
  }

  /** The text, or null where the prompt has none. */
  @Nullable String text(Source source) {
    return texts.computeIfAbsent(source, s -> find(s).map(Material::bounded)).orElse(null);
  }

  /** The table in the last tool result that holds one, or null. */
  @Nullable CsvTable table() {
    if (!isTableSought) {
      isTableSought = true;
      table = last(Said.Tool.class, s -> CsvTable.in(bounded(s.text()))).orElse(null);
    }
    return table;
  }

  private Optional<String> find(Source source) {
    return switch (source) {
      case Source.ResultOf(var tool) ->
          last(Said.Tool.class, s -> Optional.of(s).filter(t -> t.tool().equals(tool)))
              .map(Said::text);
      case Source.Part part ->
          switch (part) {
            case MODEL -> Optional.of(prompt.model());
            case SYSTEM -> joined(Said.System.class::isInstance);
            case TASK ->
                prompt.said().stream()
                    .filter(Said.User.class::isInstance)
                    .map(Said::text)
                    .findFirst();
            case USER -> last(Said.User.class, Optional::of).map(Said::text);
            case CONVERSATION -> joined(_ -> true);
            case RESULT -> last(Said.Tool.class, Optional::of).map(Said::text);
          };
    };
  }

  private Optional<String> joined(Predicate<Said> which) {
    var text = prompt.said().stream().filter(which).map(Said::text);
    return Optional.of(text.collect(Collectors.joining("\n"))).filter(t -> !t.isEmpty());
  }

  private <S extends Said, T> Optional<T> last(Class<S> kind, Function<S, Optional<T>> read) {
    return prompt.said().reversed().stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .map(read)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static String bounded(String text) {
    return text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX);
  }
}
