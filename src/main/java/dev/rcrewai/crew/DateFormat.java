package dev.rcrewai.crew;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** How a date is written, in the directives of {@code strftime}; names are English, time is UTC. */
public final class DateFormat {
  static final String DEFAULT = "%Y-%m-%d";

  private static final Pattern DIRECTIVE = Pattern.compile("%(.?)", Pattern.DOTALL);

  private static final Map<String, DateTimeFormatter> FORMS =
      new TreeMap<>(
          Map.ofEntries(
              form("Y", "uuuu"),
              form("y", "uu"),
              form("m", "MM"),
              form("d", "dd"),
              form("B", "MMMM"),
              form("b", "MMM"),
              form("A", "EEEE"),
              form("a", "EEE"),
              form("j", "DDD"),
              form("H", "HH"),
              form("I", "hh"),
              form("p", "a"),
              form("M", "mm"),
              form("S", "ss"),
              form("%", "'%'")));

  private DateFormat() {}

  /** What is wrong with the format; empty where nothing is. */
  static String fault(String format) {
    return DIRECTIVE
        .matcher(format)
        .results()
        .filter(directive -> !FORMS.containsKey(directive.group(1)))
        .map(directive ->
            "date_format has '%s', which is not known here; there are: %%%s"
                .formatted(directive.group(), String.join(" %", FORMS.keySet())))
        .findFirst()
        .orElse("");
  }

  /** The moment in that format, which has no fault. */
  public static String write(String format, Instant moment) {
    var time = moment.atOffset(ZoneOffset.UTC);
    var text = new StringBuilder();
    var directives = DIRECTIVE.matcher(format);
    while (directives.find()) {
      directives.appendReplacement(text, "");
      text.append(requireNonNull(FORMS.get(directives.group(1)), format).format(time));
    }
    return directives.appendTail(text).toString();
  }

  private static Map.Entry<String, DateTimeFormatter> form(String directive, String pattern) {
    return Map.entry(directive, DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
  }
}
