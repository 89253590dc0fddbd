package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a task is to be done, as a CEL expression over the inputs and the answers of tasks above
 * it: {@code inputs.urgent || tasks.triage.json.score > 0.7}. Pure and bounded: CEL has no loops of
 * its own, its regular expressions take linear time, and its macros stop after so many elements.
 * Immutable, for any thread.
 */
public final class Condition {
  static final int ITERATIONS_MAX = 10_000;

  static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .comprehensionMaxIterations(ITERATIONS_MAX)
          .build();
  private static final CelType OF_INPUTS = MapType.create(SimpleType.STRING, SimpleType.DYN);
  private static final CelType OF_TASKS = MapType.create(SimpleType.STRING, OF_INPUTS);
  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar(ConditionNames.INPUTS, OF_INPUTS)
          .addVar(ConditionNames.TASKS, OF_TASKS)
          .build();
  static final CelRuntime RUNTIME =
      CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();

  private final String expression;
  private final CelRuntime.Program program;
  private final ConditionNames names;

  private Condition(String expression, CelRuntime.Program program, ConditionNames names) {
    this.expression = expression;
    this.program = program;
    this.names = names;
  }

  /**
   * What an expression may read of a task.
   *
   * @param status {@code completed} or {@code skipped}
   * @param output its answer; empty where it was skipped
   * @param json the answer's JSON value, or null where it has none
   */
  public record Fact(String status, String output, @Nullable JsonNode json) {}

  /** What an evaluation says. */
  public sealed interface Result {}

  /** The task is to be done. */
  public record Holds() implements Result {}

  /** It is not. */
  public record DoesNot() implements Result {}

  /** Nobody can say: what the expression reads is not there, or is of another type. */
  public record Unknowable(String why) implements Result {}

  /**
   * Compiles an expression.
   *
   * @throws IllegalArgumentException saying what is wrong with it, and where
   */
  public static Condition of(String expression) {
    try {
      var tree = COMPILER.compile(expression).getAst();
      checkType(tree);
      return new Condition(expression, RUNTIME.createProgram(tree), ConditionNames.of(tree));
    } catch (CelValidationException e) {
      var first = e.getErrors().getFirst();
      var at = first.getSourceLocation();
      throw new IllegalArgumentException(
          "%s (line %d, column %d of the condition)"
              .formatted(first.getMessage(), at.getLine(), at.getColumn() + 1),
          e);
    } catch (CelEvaluationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** As the author wrote it. */
  public String expression() {
    return expression;
  }

  /** The tasks that it reads. */
  public Set<String> tasks() {
    return names.tasks();
  }

  /** The inputs that it reads. */
  public Set<String> inputs() {
    return names.inputs();
  }

  /** Evaluates it; the same arguments always give the same answer. */
  public Result test(Map<String, ? extends @Nullable Object> inputs, Map<String, Fact> tasks) {
    var facts = new HashMap<String, Object>();
    tasks.forEach((name, fact) -> facts.put(name, CelValues.of(fact)));
    Map<String, Object> variables =
        Map.of(ConditionNames.INPUTS, CelValues.of(inputs), ConditionNames.TASKS, facts);
    try {
      return program.eval(variables) instanceof Boolean holds
          ? holds ? new Holds() : new DoesNot()
          : new Unknowable("it is neither true nor false");
    } catch (CelEvaluationException e) {
      return new Unknowable(String.valueOf(e.getMessage()));
    }
  }

  private static void checkType(CelAbstractSyntaxTree tree) {
    var kind = tree.getResultType().kind();
    if (kind != CelKind.BOOL && kind != CelKind.DYN) {
      throw new IllegalArgumentException(
          "it is of type " + tree.getResultType().name() + "; expected true or false");
    }
  }
}
