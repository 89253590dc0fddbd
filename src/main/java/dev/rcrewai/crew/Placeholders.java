package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The placeholders of a prompt: {@code {ticket}} stands for the input {@code ticket}. Braces around
 * anything that is not a name stay as they are, so that JSON in a prompt survives.
 */
public final class Placeholders {
  /** What may stand between the braces. */
  static final String NAME = "[A-Za-z_][A-Za-z0-9_\\-]*";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(" + NAME + ")}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Placeholders() {}

  /** The names that the text mentions, each once, in order. */
  public static Set<String> names(String text) {
    var names = new LinkedHashSet<String>();
    PLACEHOLDER.matcher(text).results().forEach(match -> names.add(match.group(1)));
    return names;
  }

  /**
   * The text with every placeholder replaced by its input. Text is put in as it is and not looked
   * at again; anything else as compact JSON.
   *
   * @throws IllegalArgumentException naming the input that is missing
   */
  public static String fill(String text, Map<String, ? extends @Nullable Object> inputs) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), inputs)));
  }

  private static String value(String name, Map<String, ? extends @Nullable Object> inputs) {
    if (!inputs.containsKey(name)) {
      throw new IllegalArgumentException(
          "input '" + name + "' is missing; a prompt needs it for {" + name + "}");
    }
    return inputs.get(name) instanceof String text ? text : json(name, inputs.get(name));
  }

  private static String json(String name, @Nullable Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("input '" + name + "' cannot be written as JSON", e);
    }
  }
}
