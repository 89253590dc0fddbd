package dev.rcrewai.crew;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The inputs and tasks that a condition reads, by {@code inputs.NAME} or {@code inputs['NAME']}.
 */
record ConditionNames(Set<String> inputs, Set<String> tasks) {
  static final String INPUTS = "inputs";
  static final String TASKS = "tasks";
  private static final String INDEX = "_[_]";

  ConditionNames {
    inputs = Collections.unmodifiableSet(new LinkedHashSet<>(inputs));
    tasks = Collections.unmodifiableSet(new LinkedHashSet<>(tasks));
  }

  /**
   * The names in an expression.
   *
   * @throws IllegalArgumentException where it reads something whose name it does not say
   */
  static ConditionNames of(CelAbstractSyntaxTree tree) {
    var inputs = new LinkedHashSet<String>();
    var tasks = new LinkedHashSet<String>();
    CelNavigableAst.fromAst(tree)
        .getRoot()
        .allNodes()
        .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.IDENT)
        .forEach(node -> {
          switch (node.expr().ident().name()) {
            case INPUTS -> inputs.add(member(node));
            case TASKS -> tasks.add(member(node));
            default -> {} // a variable of a macro
          }
        });
    return new ConditionNames(inputs, tasks);
  }

  private static String member(CelNavigableExpr node) {
    var name = node.parent().map(parent -> member(parent, node)).orElse(null);
    if (name == null) {
      var all = node.expr().ident().name();
      throw new IllegalArgumentException(
          "'%s' stands alone; write %s.NAME or %s['NAME']".formatted(all, all, all));
    }
    return name;
  }

  private static @Nullable String member(CelNavigableExpr parent, CelNavigableExpr node) {
    return switch (parent.getKind()) {
      case SELECT -> parent.expr().select().field();
      case CALL -> index(parent.expr().call(), node);
      default -> null;
    };
  }

  private static @Nullable String index(CelExpr.CelCall call, CelNavigableExpr node) {
    if (!call.function().equals(INDEX) || call.args().getFirst().id() != node.id()) {
      return null;
    }
    var index = call.args().get(1);
    return index.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && index.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? index.constant().stringValue()
        : null;
  }
}
