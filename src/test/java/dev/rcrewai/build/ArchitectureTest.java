package dev.rcrewai.build;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toUnmodifiableMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who may know whom; a change of the table takes a decision record. */
class ArchitectureTest {
  private static final String OURS = "dev.rcrewai";

  /** Package : what of ours it may import. {@code x.*} stands for each package below x. */
  private static final Map<String, Set<String>> TABLE =
      table(
          """
          auth       : config net
          operation  : auth execution crew step limit memory bus config trace
          http       : operation auth execution step health bus config telemetry trace
          gateway    : operation auth execution step bus config telemetry trace
          client     :
          management : health bus config telemetry
          health     : config
          memory     : crew step bus telemetry trace
          execution  : crew step limit memory health bus config telemetry trace net
          webhook    : execution step config telemetry trace net
          engine     : execution crew step bus config telemetry trace
          trial      : execution crew step
          step       : bus crew
          llm        : step limit health bus config telemetry trace
          llm.*      : llm step
          llm.azure  : llm llm.openai step
          tool       : step bus config telemetry trace net
          tool.*     : tool step net config
          knowledge  : step crew bus config telemetry tool tool.pdf
          crew       :
          limit      : config
          store      : execution step
          store.*    : store execution step crew limit memory config telemetry net
          secret     : config telemetry net
          sandbox    : config
          bus        :
          config     : net
          net        :
          telemetry  :
          trace      : step
          trace.otlp : trace step config telemetry
          """);

  /** These wire the parts and may import everything; nobody imports them. */
  private static final Set<String> WIRING = Set.of("", "cli");

  /** The classes of {@code engine} around its pure core; only these may import Vert.x. */
  private static final Set<String> ENGINE_SHELL =
      Set.of(
          "CrewVerticle",
          "RecallSender",
          "Run",
          "RunDeadline",
          "RunSignals",
          "RunTimers",
          "RunTrace",
          "StepRunner",
          "StepStarter");

  private static final JavaClasses MAIN =
      new ClassFileImporter().importPath(Repository.ROOT.resolve("target/classes"));

  @Test
  void everyPackage_importsOnlyWhatTheTableAllows() {
    var violations =
        MAIN.stream()
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .filter(ArchitectureTest::isForbidden)
            .map(Dependency::getDescription)
            .sorted()
            .toList();

    assertThat(violations).isEmpty();
  }

  @Test
  void everyPackage_isInTheTable() {
    var unknown =
        MAIN.stream()
            .map(ArchitectureTest::part)
            .distinct()
            .filter(part -> !WIRING.contains(part) && !TABLE.containsKey(row(part)))
            .toList();

    assertThat(unknown).as("packages that the table does not name").isEmpty();
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching(OURS + ".(**)").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void theEnginesCore_knowsNoVertx() {
    noClasses()
        .that()
        .resideInAPackage(OURS + ".engine")
        .and(describe("are no shell", type -> !ENGINE_SHELL.contains(outermost(type))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx..")
        .check(MAIN);
  }

  @Test
  void crews_knowNoVertx() {
    noClasses()
        .that()
        .resideInAPackage(OURS + ".crew..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx..")
        .check(MAIN);
  }

  @Test
  void onlyTheSink_knowsOpenTelemetry() {
    noClasses()
        .that()
        .resideOutsideOfPackage(OURS + ".trace.otlp")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.opentelemetry..")
        .check(MAIN);
  }

  @Test
  void everybody_logsThroughSlf4j() {
    noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..").check(MAIN);
  }

  @Test
  void onlyTheConfiguration_readsTheEnvironment() {
    noClasses()
        .that()
        .resideOutsideOfPackages(OURS, OURS + ".config", OURS + ".cli")
        .should()
        .accessTargetWhere(isOneOf(System.class, "getenv"))
        .check(MAIN);
  }

  @Test
  void onlyTheCommandLine_writesToTheConsole() {
    noClasses()
        .that()
        .resideOutsideOfPackages(OURS, OURS + ".cli")
        .should()
        .accessTargetWhere(isOneOf(System.class, "out", "err"))
        .check(MAIN);
  }

  @Test
  void nobody_sleepsOrWaitsWithoutADeadline() {
    noClasses()
        .should()
        .accessTargetWhere(isOneOf(Thread.class, "sleep"))
        .orShould()
        .callMethod(CompletableFuture.class, "get")
        .orShould()
        .callMethod(CompletableFuture.class, "join")
        .check(MAIN);
  }

  @Test
  void onlyThreadsThatMayBlock_waitForAFuture() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            OURS, OURS + ".cli", OURS + ".knowledge", OURS + ".tool..", OURS + ".store..")
        .should()
        .accessTargetWhere(isOneOf(CompletableFuture.class, "get"))
        .check(MAIN);
  }

  private static boolean isForbidden(Dependency dependency) {
    var origin = part(dependency.getOriginClass());
    var target = dependency.getTargetClass();
    return target.getPackageName().startsWith(OURS)
        && !part(target).equals(origin)
        && !WIRING.contains(origin)
        && !TABLE.getOrDefault(row(origin), Set.of()).contains(part(target));
  }

  /** The package below ours, for example {@code llm.openai}; empty for the root. */
  private static String part(JavaClass type) {
    var name = type.getPackageName();
    return name.equals(OURS) ? "" : name.substring(OURS.length() + 1);
  }

  private static String row(String part) {
    return TABLE.containsKey(part) ? part : part.replaceFirst("\\..*", ".*");
  }

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type.getSimpleName());
  }

  private static DescribedPredicate<JavaAccess<?>> isOneOf(Class<?> owner, String... methods) {
    var names = List.of(methods);
    return targetOwner(type(owner))
        .and(describe(owner.getSimpleName() + names, access -> names.contains(access.getName())));
  }

  private static Map<String, Set<String>> table(String text) {
    return text.lines()
        .map(line -> line.split("[ :]+"))
        .collect(
            toUnmodifiableMap(
                words -> words[0], words -> Set.copyOf(List.of(words).subList(1, words.length))));
  }
}
