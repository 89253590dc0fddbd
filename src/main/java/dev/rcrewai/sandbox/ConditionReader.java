package dev.rcrewai.sandbox;

import dev.rcrewai.sandbox.Yaml.Mapping;
import dev.rcrewai.sandbox.Yaml.Scalar;
import dev.rcrewai.sandbox.Yaml.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code when}. */
final class ConditionReader {
  private final Problems problems;
  private final List<Condition> conditions = new ArrayList<>();

  private ConditionReader(Problems problems) {
    this.problems = problems;
  }

  static List<Condition> read(@Nullable Yaml yaml, Problems problems) {
    if (yaml == null) {
      return List.of();
    }
    var reader = new ConditionReader(problems);
    reader.read(new Fields(yaml, "when", problems));
    return reader.conditions;
  }

  private void read(Fields fields) {
    for (var part : Source.Part.values()) {
      var key = part.name().toLowerCase(Locale.ROOT);
      var yaml = fields.take(key);
      if (yaml != null) {
        text(part, yaml, key);
      }
    }
    for (var header : fields.entries("header")) {
      var match = match(new Fields(asMapping(header.value()), "header", problems));
      if (match != null) {
        conditions.add(new Condition.Header(header.key(), match));
      }
    }
    var offered = fields.take("tools_offered", Fields::flag);
    if (offered != null) {
      conditions.add(new Condition.OffersAny(offered));
    }
    var forced = fields.take("must_call", Fields::flag);
    if (forced != null) {
      conditions.add(new Condition.MustCall(forced));
    }
    var schema = fields.text("schema");
    if (schema != null) {
      conditions.add(new Condition.Schema(schema));
    }
    each(fields, "offers", Condition.Offers::new);
    each(fields, "called", Condition.Called::new);
    each(fields, "not_called", Condition.NotCalled::new);
    var turns = fields.take("turns", ConditionReader::turns);
    if (turns != null) {
      conditions.add(turns);
    }
    fields.done();
  }

  private void text(Source.Part part, Yaml yaml, String key) {
    var fields = new Fields(asMapping(yaml), key, problems);
    var tool = part == Source.Part.RESULT ? fields.text("tool") : null;
    var match = match(fields);
    if (match != null) {
      var source = tool == null ? part : new Source.ResultOf(tool);
      conditions.add(new Condition.Text(source, match));
    }
  }

  /** A text alone stands for {@code contains}. */
  private static Yaml asMapping(Yaml yaml) {
    return yaml instanceof Scalar
        ? new Mapping(yaml.at(), List.of(new Yaml.Entry(yaml.at(), "contains", yaml)))
        : yaml;
  }

  private @Nullable TextMatch match(Fields fields) {
    var found = new ArrayList<@Nullable TextMatch>();
    int keys = 0;
    for (var kind : List.of("contains", "equals", "regex")) {
      if (fields.has(kind)) {
        keys++;
        found.add(fields.take(kind, text -> match(kind, text)));
      }
    }
    fields.done();
    if (keys != 1) {
      problems.add(fields.at(), "needs exactly one of contains, equals, regex");
      return null;
    }
    return found.getFirst();
  }

  private static TextMatch match(String kind, String text) {
    return switch (kind) {
      case "contains" -> new TextMatch.Contains(text);
      case "equals" -> new TextMatch.Equals(text);
      default -> new TextMatch.Finds(Regex.of(text));
    };
  }

  private void each(Fields fields, String key, Function<String, Condition> condition) {
    var yaml = fields.take(key);
    var names =
        switch (yaml) {
          case null -> List.<Yaml>of();
          case Sequence(_, var items) -> items;
          case Yaml one -> List.of(one);
        };
    for (var name : names) {
      if (name instanceof Scalar(_, var tool, _)) {
        conditions.add(condition.apply(tool));
      } else {
        problems.add(name.at(), key + " must be a tool's name or a list of them");
      }
    }
  }

  private static Condition turns(String text) {
    int dots = text.indexOf("..");
    int from = Fields.whole(dots < 0 ? text : text.substring(0, dots), 0, 10_000);
    int to = dots < 0 ? from : Fields.whole(text.substring(dots + 2), from, 10_000);
    return new Condition.Turns(from, to);
  }
}
