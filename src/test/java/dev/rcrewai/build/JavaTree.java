package dev.rcrewai.build;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * What the compiler's parser sees in the Java files: types, methods, literals, chains and their
 * lines.
 */
final class JavaTree {
  /** A type, method or literal; lines count from 1, both ends belong to it. */
  record Part(Path file, Kind kind, String name, int firstLine, int lastLine) {
    int length() {
      return lastLine - firstLine + 1;
    }

    @Override
    public String toString() {
      return file + ":" + firstLine + " " + name;
    }
  }

  enum Kind {
    TYPE,
    METHOD,
    LITERAL,
    /**
     * What is chained to a future after a handler beside the chain, as in {@code onSuccess.map}.
     */
    OVERTAKING
  }

  private JavaTree() {}

  /** The parts of these files, in the order written. */
  static List<Part> parts(List<Path> files) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var sources =
          manager.getJavaFileObjectsFromPaths(
              files.stream().map(Repository.ROOT::resolve).toList());
      var task = (JavacTask) compiler.getTask(null, manager, null, null, null, sources);
      var positions = Trees.instance(task).getSourcePositions();
      var parts = new ArrayList<Part>();
      for (var unit : task.parse()) {
        unit.accept(new Scanner(positions, parts::add), unit);
      }
      return parts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Scanner extends TreeScanner<@Nullable Void, CompilationUnitTree> {
    private static final Set<String> BESIDE = Set.of("onSuccess", "onComplete");
    private static final Set<String> CHAINED =
        Set.of("map", "mapEmpty", "compose", "flatMap", "transform", "recover", "otherwise");

    private final SourcePositions positions;
    private final Consumer<Part> found;

    Scanner(SourcePositions positions, Consumer<Part> found) {
      this.positions = positions;
      this.found = found;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, CompilationUnitTree unit) {
      add(Kind.TYPE, type.getSimpleName().toString(), type, type, unit);
      return super.visitClass(type, unit);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, CompilationUnitTree unit) {
      // A table of test cases, in an annotation or as all that a method returns, has no length.
      if (isTable(method, unit)) {
        return super.visitMethod(method, unit);
      }
      var signature = method.getReturnType() == null ? method.getBody() : method.getReturnType();
      add(Kind.METHOD, method.getName().toString(), signature, method, unit);
      return super.visitMethod(method, unit);
    }

    private static boolean isTable(MethodTree method, CompilationUnitTree unit) {
      var body = method.getBody();
      return unit.getSourceFile().toUri().getPath().contains("/src/test/")
          && body != null
          && body.getStatements().size() == 1
          && body.getStatements().getFirst() instanceof ReturnTree;
    }

    @Override
    public @Nullable Void visitLiteral(LiteralTree literal, CompilationUnitTree unit) {
      add(Kind.LITERAL, "literal", literal, literal, unit);
      return super.visitLiteral(literal, unit);
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree chained, CompilationUnitTree unit) {
      var name = chained.getIdentifier().toString();
      if (CHAINED.contains(name)
          && chained.getExpression() instanceof MethodInvocationTree call
          && call.getMethodSelect() instanceof MemberSelectTree before
          && BESIDE.contains(before.getIdentifier().toString())) {
        add(Kind.OVERTAKING, before.getIdentifier() + "." + name, chained, chained, unit);
      }
      return super.visitMemberSelect(chained, unit);
    }

    private void add(Kind kind, String name, Tree from, Tree to, CompilationUnitTree unit) {
      var file = Repository.ROOT.relativize(Path.of(unit.getSourceFile().toUri()));
      var lines = unit.getLineMap();
      int first = (int) lines.getLineNumber(positions.getStartPosition(unit, from));
      int last = (int) lines.getLineNumber(positions.getEndPosition(unit, to));
      found.accept(new Part(file, kind, name, first, last));
    }
  }
}
