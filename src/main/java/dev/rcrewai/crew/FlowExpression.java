package dev.rcrewai.crew;

import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CEL expression over a flow's inputs, state and steps: {@code state.rounds + 1}, {@code
 * steps.check.json.score >= 7}. Pure and bounded, as {@link Condition} is. Immutable, for any
 * thread.
 */
public final class FlowExpression {
  static final String INPUTS = "inputs";
  static final String STATE = "state";
  static final String STEPS = "steps";

  /** What an expression may begin with. */
  static final List<String> ROOTS = List.of(INPUTS, STATE, STEPS);

  private static final CelType VALUES = MapType.create(SimpleType.STRING, SimpleType.DYN);
  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(Condition.OPTIONS)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar(INPUTS, VALUES)
          .addVar(STATE, VALUES)
          .addVar(STEPS, MapType.create(SimpleType.STRING, VALUES))
          .build();

  private final CelRuntime.Program program;
  private final Map<String, Set<String>> names;
  private final CelKind kind;

  private FlowExpression(CelRuntime.Program program, Map<String, Set<String>> names, CelKind kind) {
    this.program = program;
    this.names = names;
    this.kind = kind;
  }

  /**
   * Compiles an expression.
   *
   * @throws IllegalArgumentException saying what is wrong with it, and where
   */
  public static FlowExpression of(String expression) {
    try {
      var tree = COMPILER.compile(expression).getAst();
      return new FlowExpression(
          Condition.RUNTIME.createProgram(tree),
          ExpressionNames.of(tree, ROOTS),
          tree.getResultType().kind());
    } catch (CelValidationException e) {
      var first = e.getErrors().getFirst();
      var at = first.getSourceLocation();
      throw new IllegalArgumentException(
          "%s (line %d, column %d of the expression)"
              .formatted(first.getMessage(), at.getLine(), at.getColumn() + 1),
          e);
    } catch (CelEvaluationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Compiles one that is true or false.
   *
   * @throws IllegalArgumentException saying what is wrong with it, and where
   */
  public static FlowExpression condition(String expression) {
    var compiled = of(expression);
    if (compiled.kind != CelKind.BOOL && compiled.kind != CelKind.DYN) {
      throw new IllegalArgumentException("it is no condition; expected true or false");
    }
    return compiled;
  }

  /** What it reads of {@code inputs}, {@code state} or {@code steps}. */
  Set<String> names(String root) {
    return names.getOrDefault(root, Set.of());
  }

  /** Whether it holds; the same facts always give the same answer. */
  public Condition.Result test(FlowFacts facts) {
    try {
      return evaluate(facts) instanceof Boolean holds
          ? holds ? new Condition.Holds() : new Condition.DoesNot()
          : new Condition.Unknowable("it is neither true nor false");
    } catch (CelEvaluationException e) {
      return new Condition.Unknowable(String.valueOf(e.getMessage()));
    }
  }

  /** Its value as JSON has it. */
  @Nullable Object evaluate(FlowFacts facts) throws CelEvaluationException {
    var steps = new HashMap<String, Object>();
    for (var name : names(STEPS)) {
      steps.put(name, of(facts.steps().getOrDefault(name, FlowFacts.Step.PENDING)));
    }
    return CelValues.json(
        program.eval(
            Map.of(
                INPUTS, CelValues.of(facts.inputs()),
                STATE, CelValues.of(facts.state()),
                STEPS, steps)));
  }

  private static Object of(FlowFacts.Step step) {
    var json = step.json().get();
    return Map.of(
        "status",
        step.status(),
        "output",
        step.output(),
        "json",
        json == null ? NullValue.NULL_VALUE : CelValues.of(json),
        "runs",
        (long) step.runs());
  }
}
