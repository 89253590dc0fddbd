package dev.rcrewai.deploy;

import static dev.rcrewai.deploy.MonitoringFiles.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the example of a log collector expects of the server's lines. */
final class LogCollector {
  private static final Path FILE = MonitoringFiles.ROOT.resolve("monitoring/logs/collector.yaml");
  private static final Pattern ATTRIBUTE = Pattern.compile("attributes\\.(\\w+)");

  private LogCollector() {}

  static JsonNode config() {
    return MonitoringFiles.yaml(FILE);
  }

  /** The fields that it reads. */
  static Set<String> fields() {
    var fields = new TreeSet<String>();
    var names = ATTRIBUTE.matcher(config().toString());
    while (names.find()) {
      fields.add(names.group(1));
    }
    return fields;
  }

  /** How it reads times: Go's reference time, as Java writes it. */
  static DateTimeFormatter timestamps() {
    var layout =
        elements(config().at("/receivers/filelog/operators"))
            .map(operator -> operator.at("/timestamp/layout").asText())
            .collect(Collectors.joining());
    return DateTimeFormatter.ofPattern(
        layout
            .replace("2006", "yyyy")
            .replace("01", "MM")
            .replace("02", "dd")
            .replace("15", "HH")
            .replace("04", "mm")
            .replace("05", "ss")
            .replace(".000", ".SSS")
            .replace("T", "'T'")
            .replace("Z", "'Z'"));
  }
}
