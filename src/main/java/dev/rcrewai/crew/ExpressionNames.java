package dev.rcrewai.crew;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a CEL expression reads of the maps it is given, by {@code map.NAME} or {@code map['NAME']}.
 */
final class ExpressionNames {
  private static final String INDEX = "_[_]";

  private ExpressionNames() {}

  /**
   * The names that it reads, by map, in the order in which they stand.
   *
   * @param maps the names of the maps
   * @throws IllegalArgumentException where it reads something whose name it does not say
   */
  static Map<String, Set<String>> of(CelAbstractSyntaxTree tree, Collection<String> maps) {
    var names = new LinkedHashMap<String, Set<String>>();
    CelNavigableAst.fromAst(tree)
        .getRoot()
        .allNodes()
        .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.IDENT)
        .filter(node -> maps.contains(node.expr().ident().name())) // else a variable of a macro
        .forEach(node ->
            names
                .computeIfAbsent(node.expr().ident().name(), _ -> new LinkedHashSet<>())
                .add(member(node)));
    return names;
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
