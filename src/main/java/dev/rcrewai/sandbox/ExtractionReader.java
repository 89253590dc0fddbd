package dev.rcrewai.sandbox;

import dev.rcrewai.sandbox.Extraction.Case;
import dev.rcrewai.sandbox.Extraction.From;
import dev.rcrewai.sandbox.Yaml.Entry;
import dev.rcrewai.sandbox.Yaml.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code extract}: values by name, each of which may be made of those before it. */
final class ExtractionReader {
  private static final String NAME = "[a-z][a-z0-9_]{0,63}";

  private final Problems problems;
  private final Map<String, Extraction> extractions;

  private ExtractionReader(Map<String, Extraction> earlier, Problems problems) {
    this.problems = problems;
    this.extractions = new LinkedHashMap<>(earlier);
  }

  /** The earlier extractions and those of the mapping, in order. */
  static Map<String, Extraction> read(
      List<Entry> entries, Map<String, Extraction> earlier, Problems problems) {
    var reader = new ExtractionReader(earlier, problems);
    entries.forEach(reader::read);
    return reader.extractions;
  }

  private void read(Entry entry) {
    var name = entry.key();
    if (!name.matches(NAME) || Source.named(name).isPresent()) {
      problems.add(entry.at(), "'" + name + "' cannot name a value; use a free word like order_no");
    } else if (extractions.containsKey(name)) {
      problems.add(entry.at(), "'" + name + "' is extracted twice");
    } else {
      extractions.put(name, extraction(entry.value()));
    }
  }

  private Extraction extraction(Yaml yaml) {
    if (yaml instanceof Scalar scalar) {
      return new Extraction(new From.Told(Source.Part.TASK), shortCase(scalar), null);
    }
    var fields = new Fields(yaml, "an extraction", problems);
    var from = fields.take("from", this::from);
    var cases = new ArrayList<Case>();
    boolean hasCases = fields.has("regex") || fields.has("cases");
    if (fields.has("regex")) {
      one(fields, cases);
    }
    for (var item : fields.items("cases")) {
      var each = new Fields(item, "a case", problems);
      one(each, cases);
      each.done();
    }
    var otherwise = fields.take("else", text -> Template.parse(text, extractions.keySet()));
    fields.done();
    if (!hasCases) {
      problems.add(fields.at(), "an extraction needs a regex, or cases");
    }
    return new Extraction(from == null ? new From.Told(Source.Part.TASK) : from, cases, otherwise);
  }

  private List<Case> shortCase(Scalar scalar) {
    try {
      return List.of(new Case(Regex.of(scalar.text()), null));
    } catch (IllegalArgumentException e) {
      problems.add(scalar.at(), String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private void one(Fields fields, List<Case> cases) {
    boolean hasRegex = fields.has("regex");
    var regex = fields.take("regex", Regex::of);
    var known = regex == null ? Set.<String>of() : regex.groups();
    var as = fields.take("as", text -> Template.parse(text, namesWith(known)));
    if (!hasRegex) {
      problems.add(fields.at(), "a case needs a regex");
    } else if (regex != null) {
      cases.add(new Case(regex, as));
    }
  }

  private Set<String> namesWith(Set<String> groups) {
    var names = new HashSet<>(extractions.keySet());
    names.addAll(groups);
    return names;
  }

  private From from(String name) {
    if (extractions.containsKey(name)) {
      return new From.Earlier(name);
    }
    return Source.named(name)
        .<From>map(From.Told::new)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'%s' is neither a text of the prompt nor an earlier value".formatted(name)));
  }

  /** What an answer may refer to: the values, and the groups of the conditions. */
  static Set<String> names(Map<String, Extraction> extractions, List<Condition> when) {
    var names = new HashSet<>(extractions.keySet());
    var regexes = when.stream().map(ExtractionReader::regex).filter(r -> r != null).toList();
    regexes.forEach(r -> names.addAll(r.pattern().namedGroups().keySet()));
    if (regexes.size() == 1) {
      // with two regular expressions nobody could say whose group ${1} is
      names.addAll(regexes.getFirst().numbers());
    }
    return names;
  }

  private static @Nullable Regex regex(Condition condition) {
    var match =
        switch (condition) {
          case Condition.Text(_, var text) -> text;
          case Condition.Header(_, var text) -> text;
          case Condition.Offers _,
              Condition.OffersAny _,
              Condition.Schema _,
              Condition.MustCall _,
              Condition.Called _,
              Condition.NotCalled _,
              Condition.Turns _ ->
              null;
        };
    return match instanceof TextMatch.Finds(var regex) ? regex : null;
  }
}
