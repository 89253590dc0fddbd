package dev.rcrewai.tool.http;

import dev.rcrewai.tool.ToolArguments;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL with {@code {parameters}} in its path and its query. What a model gives for them is
 * encoded, so that it stays where it was put: it can add no directory, parameter or fragment, and
 * the server is always the operator's.
 */
record UrlTemplate(String text) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]*)\\}");
  private static final Pattern AUTHORITY = Pattern.compile("https?://[A-Za-z0-9.:\\[\\]-]+");

  /** What is wrong with it, if anything. */
  Optional<String> problem(Collection<String> parameters) {
    var authority = AUTHORITY.matcher(text);
    if (!authority.lookingAt() || !text.substring(authority.end()).matches("([/?].*)?")) {
      return Optional.of("a url has a scheme and a host, both without parameters or a user name");
    }
    for (String name : names(text)) {
      if (!parameters.contains(name)) {
        return Optional.of("there is no parameter '" + name + "'; list it under parameters");
      }
    }
    try {
      URI.create(PLACEHOLDER.matcher(text).replaceAll("x"));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("this is no url: " + e.getMessage());
    }
  }

  /** The names in a template. */
  static List<String> names(String template) {
    return PLACEHOLDER.matcher(template).results().map(found -> found.group(1)).toList();
  }

  /**
   * The URL with its values. A parameter of the query that is not given is left out.
   *
   * @throws IllegalArgumentException in words for a model, where a value does not fit
   */
  URI with(ToolArguments arguments) {
    int query = text.indexOf('?');
    String path = query < 0 ? text : text.substring(0, query);
    String filled = fill(path, name -> inPath(name, arguments));
    List<String> parts = new ArrayList<>();
    for (String part : query < 0 ? new String[0] : text.substring(query + 1).split("&", -1)) {
      if (names(part).stream().allMatch(name -> arguments.values().containsKey(name))) {
        parts.add(fill(part, name -> encoded(textOf(arguments.values().get(name)))));
      }
    }
    return URI.create(parts.isEmpty() ? filled : filled + "?" + String.join("&", parts));
  }

  private static String inPath(String name, ToolArguments arguments) {
    String value = textOf(arguments.values().get(name));
    if (value.isEmpty() || value.matches("\\.{1,2}")) {
      throw new IllegalArgumentException("'" + name + "' must be a name, and not . or ..");
    }
    return encoded(value);
  }

  private static String fill(String template, UnaryOperator<String> value) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(found -> Matcher.quoteReplacement(value.apply(found.group(1))));
  }

  static String textOf(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case List<?> list -> String.join(",", list.stream().map(UrlTemplate::textOf).toList());
      default -> value.toString();
    };
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
