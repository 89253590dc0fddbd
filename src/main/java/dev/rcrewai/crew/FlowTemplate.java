package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A value of a flow's file in which texts may hold expressions: {@code "About {inputs.topic}"}. A
 * text that is nothing but one expression is that expression's value, of whatever type; in a longer
 * one, values stand as text, or else as compact JSON. Braces around anything that does not begin as
 * an expression does stay as they are, so that JSON in a text survives. Immutable.
 */
public final class FlowTemplate {
  /** An expression in braces: begins with a map that can be read, or a conversion. */
  private static final Pattern EXPRESSION =
      Pattern.compile(
          "\\{((?:inputs|state|steps)[.\\[][^{}]*|(?:int|double|string|size)\\([^{}]*)}");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A compiled value. */
  private sealed interface Part {
    record Literal(@Nullable Object value) implements Part {}

    record Computed(FlowExpression expression) implements Part {}

    record Text(List<Part> parts) implements Part {}

    record Items(List<Part> parts) implements Part {}

    record Members(Map<String, Part> parts) implements Part {}
  }

  /** What an evaluation gives. */
  public sealed interface Result {}

  /** The value. */
  public record Value(@Nullable Object value) implements Result {}

  /** There is none: what an expression reads is not there, or is of another type. */
  public record Unknowable(String why) implements Result {}

  private final Part root;

  private FlowTemplate(Part root) {
    this.root = root;
  }

  /**
   * Compiles a value: a tree of maps, lists and plain values.
   *
   * @throws IllegalArgumentException where an expression does not compile
   */
  public static FlowTemplate of(@Nullable Object value) {
    return new FlowTemplate(part(value));
  }

  /** The expressions of a text, with their braces, in order. */
  static Stream<String> expressions(String text) {
    return EXPRESSION.matcher(text).results().map(match -> match.group());
  }

  /** What stands between the braces. */
  static String inner(String braced) {
    return braced.substring(1, braced.length() - 1);
  }

  /** The value that it has now; the same facts always give the same one. */
  public Result evaluate(FlowFacts facts) {
    try {
      return new Value(value(root, facts));
    } catch (CelEvaluationException e) {
      return new Unknowable(String.valueOf(e.getMessage()));
    }
  }

  /** A value as it stands in a text. */
  public static String text(@Nullable Object value) {
    try {
      return value instanceof String text ? text : JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value that came from JSON is none", e);
    }
  }

  /** The members of a value that is an object, in their order. */
  public static Map<String, @Nullable Object> members(@Nullable Object value) {
    var members = new LinkedHashMap<String, @Nullable Object>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> members.put(String.valueOf(key), each));
    }
    return members;
  }

  private static Part part(@Nullable Object value) {
    return switch (value) {
      case String text -> textPart(text);
      case Map<?, ?> map -> {
        var parts = new LinkedHashMap<String, Part>();
        map.forEach((key, each) -> parts.put(String.valueOf(key), part(each)));
        yield new Part.Members(parts);
      }
      case List<?> list -> new Part.Items(list.stream().map(FlowTemplate::part).toList());
      case null, default -> new Part.Literal(value);
    };
  }

  private static Part textPart(String text) {
    var parts = new ArrayList<Part>();
    int end = 0;
    var matcher = EXPRESSION.matcher(text);
    while (matcher.find()) {
      if (matcher.start() > end) {
        parts.add(new Part.Literal(text.substring(end, matcher.start())));
      }
      parts.add(new Part.Computed(FlowExpression.of(matcher.group(1))));
      end = matcher.end();
    }
    if (end < text.length()) {
      parts.add(new Part.Literal(text.substring(end)));
    }
    return switch (parts.size()) {
      case 0 -> new Part.Literal(text);
      case 1 -> parts.getFirst();
      default -> new Part.Text(List.copyOf(parts));
    };
  }

  private static @Nullable Object value(Part part, FlowFacts facts) throws CelEvaluationException {
    return switch (part) {
      case Part.Literal(var value) -> value;
      case Part.Computed(var expression) -> expression.evaluate(facts);
      case Part.Text(var parts) -> {
        var text = new StringBuilder();
        for (var each : parts) {
          text.append(text(value(each, facts)));
        }
        yield text.toString();
      }
      case Part.Items(var parts) -> {
        var items = new ArrayList<@Nullable Object>();
        for (var each : parts) {
          items.add(value(each, facts));
        }
        yield items;
      }
      case Part.Members(var parts) -> {
        var members = new LinkedHashMap<String, @Nullable Object>();
        for (var each : parts.entrySet()) {
          members.put(each.getKey(), value(each.getValue(), facts));
        }
        yield members;
      }
    };
  }
}
