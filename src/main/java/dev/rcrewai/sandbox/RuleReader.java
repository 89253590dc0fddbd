package dev.rcrewai.sandbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Reads one script file: {@code when} and {@code extract} for all of its rules, then the rules. */
final class RuleReader {
  static final int RULES_MAX = 500;

  private final String prefix;
  private final Problems problems;
  private final List<Rule> rules = new ArrayList<>();
  private final HashSet<String> names = new HashSet<>();

  private RuleReader(String prefix, Problems problems) {
    this.prefix = prefix;
    this.problems = problems;
  }

  /**
   * @param prefix of the rules' names
   */
  static List<Rule> read(String text, String prefix, Problems problems) {
    var yaml = YamlReader.read(text, problems);
    if (yaml == null) {
      return List.of();
    }
    var reader = new RuleReader(prefix, problems);
    reader.file(new Fields(yaml, "a script", problems));
    return reader.rules;
  }

  private void file(Fields fields) {
    var when = ConditionReader.read(fields.take("when"), problems);
    var extract = ExtractionReader.read(fields.entries("extract"), Map.of(), problems);
    var items = fields.items("rules");
    fields.done();
    if (items.size() > RULES_MAX) {
      problems.add(fields.at(), "more than " + RULES_MAX + " rules");
      return;
    }
    items.forEach(item -> rule(item, when, extract));
  }

  private void rule(Yaml yaml, List<Condition> fileWhen, Map<String, Extraction> fileExtract) {
    var fields = new Fields(yaml, "a rule", problems);
    var name = name(fields);
    var when = new ArrayList<>(fileWhen);
    when.addAll(ConditionReader.read(fields.take("when"), problems));
    var extract = ExtractionReader.read(fields.entries("extract"), fileExtract, problems);
    if (!fields.has("answer")) {
      problems.add(fields.at(), "a rule needs an answer");
    }
    var answer = fields.take("answer");
    int times = fields.whole("times", 1, 999_999_999, 0);
    var probability = fields.take("probability", RuleReader::probability);
    boolean record = fields.flag("record", false);
    fields.done();
    if (answer != null) {
      var read = new AnswerReader(answer, ExtractionReader.names(extract, when), problems).read();
      rules.add(
          new Rule(
              prefix + name,
              when,
              extract,
              read.reply(),
              read.delivery(),
              times == 0 ? Rule.ALWAYS : times,
              probability == null ? 1 : probability,
              record));
    }
  }

  private String name(Fields fields) {
    var name = fields.take("name", RuleReader::checked);
    if (name == null) {
      name = "rule-" + (names.size() + 1);
    }
    if (!names.add(name)) {
      problems.add(fields.at(), "two rules are named '" + name + "'");
    }
    return name;
  }

  private static String checked(String name) {
    if (!name.matches("[a-z0-9][a-z0-9_-]{0,63}")) {
      throw new IllegalArgumentException("'" + name + "' must match [a-z0-9][a-z0-9_-]*");
    }
    return name;
  }

  private static double probability(String text) {
    if (!text.matches("0\\.\\d{1,9}|1(\\.0+)?")) {
      throw new IllegalArgumentException("'" + text + "' must be a number from 0.0 to 1");
    }
    return Double.parseDouble(text);
  }
}
