package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a crew or flow is given against the inputs it declares. Immutable, for any thread.
 */
public final class InputCheck {
  private static final int NAME_SHOWN_MAX = 64;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private final String crew;
  private final JsonNode root;
  private final Schema schema;

  /** Compiles the schema of its inputs: some work, to be done once for each. */
  public InputCheck(Automation of) {
    this.crew = (of instanceof LinkedFlow ? "flow '" : "crew '") + of.name() + "'";
    this.root = JSON.valueToTree(of.inputs());
    this.schema = REGISTRY.getSchema(root);
  }

  /** What the check found. */
  public sealed interface Result {
    /** The inputs fit; those not given have their defaults. */
    record Accepted(Map<String, Object> inputs) implements Result {}

    /** The inputs do not fit; every problem is listed. */
    record Refused(List<InputProblem> problems) implements Result {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Checks the inputs, a tree of maps and lists as JSON has it. */
  public Result check(Map<String, ? extends @Nullable Object> inputs) {
    var faults = SchemaFaults.of(schema, root, JSON.valueToTree(inputs));
    if (!faults.isEmpty()) {
      return new Result.Refused(faults.stream().map(this::problem).toList());
    }
    return new Result.Accepted(complete(inputs));
  }

  /** The inputs and, for those not given, their defaults, in the order of the declarations. */
  private Map<String, Object> complete(Map<String, ? extends @Nullable Object> inputs) {
    var complete = new LinkedHashMap<String, Object>();
    for (var property : root.path("properties").properties()) {
      var name = property.getKey();
      var given = inputs.get(name);
      if (given != null) {
        complete.put(name, given);
      } else if (property.getValue().has("default")) {
        complete.put(name, JSON.convertValue(property.getValue().get("default"), Object.class));
      }
    }
    return Collections.unmodifiableMap(complete);
  }

  /** The faults of one value. */
  static List<SchemaFault> faults(JsonNode schema, JsonNode value) {
    return SchemaFaults.of(REGISTRY.getSchema(schema), schema, value);
  }

  private InputProblem problem(SchemaFault fault) {
    var at = fault.at();
    return switch (fault) {
      case SchemaFault.Missing(_, var property) ->
          problem(at.appendProperty(property), " is missing; the " + crew + " needs it");
      case SchemaFault.Unknown(_, var property, var known) ->
          problem(
              at.appendProperty(property),
              " is not an input of the " + crew + DidYouMean.hint(property, known));
      case SchemaFault.BadName(_, var property, _) ->
          problem(at.appendProperty(property), " is not a name that is allowed");
      case SchemaFault.Unfit(_, var value, var expected) ->
          problem(at, unfit(SchemaWords.kind(value), SchemaWords.expected(expected)));
    };
  }

  private static String unfit(String kind, String expected) {
    return " must be " + expected + (expected.startsWith(kind) ? "" : "; it is " + kind);
  }

  private static InputProblem problem(JsonPointer at, String words) {
    return new InputProblem("/inputs" + at, path(at) + words);
  }

  /** The place as people write it: {@code inputs.tags[0]}. */
  private static String path(JsonPointer at) {
    var path = new StringBuilder("inputs");
    for (var each = at; !each.matches(); each = each.tail()) {
      var name = each.getMatchingProperty();
      var shown = name.length() > NAME_SHOWN_MAX ? name.substring(0, NAME_SHOWN_MAX) + "..." : name;
      path.append(each.mayMatchElement() ? "[" + shown + "]" : "." + shown);
    }
    return path.toString();
  }
}
