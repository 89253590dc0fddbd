package dev.rcrewai.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.build.JavaTree.Kind;
import dev.rcrewai.build.JavaTree.Part;
import dev.rcrewai.build.Repository.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the code must read, as far as a machine can see it. */
class StyleTest {
  private static final int FILE_LINES_MAX = 500;
  private static final int VERTICLE_LINES_MAX = 150;
  private static final int METHOD_LINES_MAX = 40;
  private static final int LINE_LENGTH_MAX = 100;

  private static final Pattern IMPORT_OR_URL =
      Pattern.compile("^(import|package) .*|.*https?://.*");
  private static final Pattern EMPTY_NAME = Pattern.compile("\\w+(Impl|Utils?|Helper|Manager)");
  // Written so that this file does not contain what it looks for.
  private static final Pattern UNFINISHED = Pattern.compile("\\b(T[O]DO|FI[X]ME|X[X]X)\\b");
  private static final Pattern DEVELOPER_PATH = Pattern.compile("(?<![\\w.)}-])/(work|home|root)/");

  private static final List<Path> JAVA = Repository.java("src");
  private static final List<Source> SOURCES = JAVA.stream().map(Repository::source).toList();
  private static final List<Part> PARTS = JavaTree.parts(JAVA);

  @Test
  void noFileUnderSrc_isTooLong() {
    var tooLong =
        Repository.texts()
            .filter(source -> source.path().startsWith("src"))
            .filter(source -> !source.path().endsWith("openapi.yaml")) // one document for callers
            .filter(source -> !source.path().endsWith("crew.schema.json")) // one for authors
            .filter(source -> source.lines().size() > FILE_LINES_MAX);

    assertThat(tooLong.map(StyleTest::withLength))
        .as("files over %d lines; which noun wants to leave?", FILE_LINES_MAX)
        .isEmpty();
  }

  @Test
  void noVerticle_isMoreThanShell() {
    var tooLong =
        SOURCES.stream()
            .filter(source -> source.path().startsWith("src/main"))
            .filter(source -> source.path().toString().endsWith("Verticle.java"))
            .filter(source -> source.lines().size() > VERTICLE_LINES_MAX);

    assertThat(tooLong.map(StyleTest::withLength))
        .as("verticles over %d lines; the work belongs in plain classes", VERTICLE_LINES_MAX)
        .isEmpty();
  }

  @Test
  void noMethod_isLongerThanAScreen() {
    var tooLong =
        PARTS.stream()
            .filter(part -> part.kind() == Kind.METHOD && part.length() > METHOD_LINES_MAX);

    assertThat(tooLong.map(method -> method + " has " + method.length() + " lines"))
        .as("methods over %d lines", METHOD_LINES_MAX)
        .isEmpty();
  }

  @Test
  void noLine_isTooWide() {
    var textBlocks =
        PARTS.stream().filter(part -> part.kind() == Kind.LITERAL && part.length() > 1).toList();
    BiPredicate<Source, Integer> isInTextBlock =
        (source, line) ->
            textBlocks.stream()
                .filter(block -> block.file().equals(source.path()))
                .anyMatch(block -> block.firstLine() <= line && line <= block.lastLine());

    var tooWide =
        lines(
            SOURCES.stream(),
            (source, line) -> {
              var text = source.lines().get(line - 1);
              return text.length() > LINE_LENGTH_MAX
                  && !IMPORT_OR_URL.matcher(text).matches()
                  && !isInTextBlock.test(source, line);
            });

    assertThat(tooWide).as("lines over %d characters", LINE_LENGTH_MAX).isEmpty();
  }

  @Test
  void everyPackage_saysWhatItIsAndIsNullMarked() {
    var without =
        JAVA.stream().map(Path::getParent).distinct().filter(folder -> !isDescribed(folder));

    assertThat(without)
        .as("packages without a package-info.java that has Javadoc and @NullMarked")
        .isEmpty();
  }

  @Test
  void noType_hasANameThatSaysNothing() {
    var empty =
        PARTS.stream()
            .filter(part -> part.kind() == Kind.TYPE)
            .filter(type -> EMPTY_NAME.matcher(type.name()).matches());

    assertThat(empty).as("types that are not named for what they do").isEmpty();
  }

  /** Where the future completes while it is written down, what is chained runs first. */
  @Test
  void noHandler_canBeOvertakenByWhatIsChainedAfterIt() {
    var overtaken = PARTS.stream().filter(part -> part.kind() == Kind.OVERTAKING);

    assertThat(overtaken).as("onSuccess and onComplete that are chained on: use map").isEmpty();
  }

  @Test
  void nothing_isMarkedAsUnfinished() {
    assertThat(found(UNFINISHED, Repository.texts())).as("markers of unfinished work").isEmpty();
  }

  @Test
  void noFile_namesAPathOfADevelopersMachine() {
    assertThat(found(DEVELOPER_PATH, Repository.texts()))
        .as("paths that exist on one machine only")
        .isEmpty();
  }

  private static String withLength(Source source) {
    return source.path() + " has " + source.lines().size() + " lines";
  }

  /** Tests share the package-info of the package they stand beside. */
  private static boolean isDescribed(Path folder) {
    var beside = Path.of(folder.toString().replaceFirst("^src/test", "src/main"));
    return Stream.of(folder, beside)
        .map(candidate -> candidate.resolve("package-info.java"))
        .filter(file -> Files.exists(Repository.ROOT.resolve(file)))
        .map(Repository::source)
        .map(Source::lines)
        .anyMatch(lines -> lines.getFirst().startsWith("/**") && lines.contains("@NullMarked"));
  }

  private static List<String> found(Pattern pattern, Stream<Source> sources) {
    Predicate<String> isFound = pattern.asPredicate();
    return lines(sources, (source, line) -> isFound.test(source.lines().get(line - 1)));
  }

  /** Where in the sources, as {@code file:line}; lines count from 1. */
  private static List<String> lines(Stream<Source> sources, BiPredicate<Source, Integer> isMeant) {
    return sources
        .flatMap(source ->
            IntStream.rangeClosed(1, source.lines().size())
                .filter(line -> isMeant.test(source, line))
                .mapToObj(source::at))
        .toList();
  }
}
