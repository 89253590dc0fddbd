package dev.rcrewai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the server, every figure beside its reference in the same run. */
@Command(
    name = "scripts/bench.sh",
    mixinStandardHelpOptions = true,
    description = "What an execution costs, beside a bare Vert.x server.")
public final class Bench implements Callable<Integer> {
  private static final Duration START_MAX = Duration.ofSeconds(60);

  /**
   * What is measured where nothing is named: the rest takes long, or is for a question of its own.
   */
  private static final List<String> USUAL =
      List.of("no-latency", "slow-provider", "steps", "start");

  @Parameters(
      paramLabel = "SCENARIO",
      description =
          "no-latency, slow-provider, steps, start; watched, stores, nodes, tracing, growth, mixed,"
              + " overload; the first four where none is named")
  private List<String> names = new ArrayList<>();

  @Option(names = "--connections", split = ",", defaultValue = "1,64,512")
  private List<Integer> connections = List.of();

  @Option(
      names = "--in-flight",
      split = ",",
      defaultValue = "1000,5000",
      description = "of slow-provider; 1000,5000,10000 with --full")
  private List<Integer> inFlight = List.of();

  @Option(
      names = "--stores",
      split = ",",
      defaultValue = "sqlite,redis,postgres",
      description = "of stores and growth, default ${DEFAULT-VALUE}")
  private List<String> stores = List.of();

  @Option(
      names = "--warmup",
      defaultValue = "25",
      description = "seconds, default ${DEFAULT-VALUE}")
  private int warmup;

  @Option(names = "--seconds", defaultValue = "8", description = "default ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "2", description = "default ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--full", description = "a million stored executions, 15 minutes of mixed load")
  private boolean full;

  @Option(names = "--record", description = "adds the table to docs/performance.md")
  private boolean record;

  @Option(names = "--home", hidden = true)
  private Path home = Path.of("");

  public static void main(String[] args) {
    main(new Bench(), args);
  }

  /** Runs a benchmark and ends the process with its status. */
  static void main(Callable<Integer> benchmark, String[] args) {
    var command = new CommandLine(benchmark);
    command.setExecutionExceptionHandler((failure, _, _) -> {
      System.err.println("the benchmark failed: " + failure);
      return 1;
    });
    System.exit(command.execute(args));
  }

  /** 0 when every answer of all servers was right; otherwise the logs are kept. */
  @Override
  public Integer call() throws Exception {
    var scenarios = scenarios();
    var chosen = names.isEmpty() ? USUAL : names;
    if (!scenarios.keySet().containsAll(chosen)) {
      System.err.println("there is no such scenario; there are " + scenarios.keySet());
      return 2;
    }
    scenarios.keySet().retainAll(chosen);
    return inFolder(folder -> run(folder, scenarios));
  }

  private Map<String, Scenario> scenarios() {
    int crowd =
        connections.stream()
            .filter(many -> many <= 64)
            .max(Comparator.naturalOrder())
            .orElseGet(() -> Collections.min(connections));
    var scenarios = new LinkedHashMap<String, Scenario>();
    scenarios.put("no-latency", new NoLatency(connections));
    scenarios.put("slow-provider", new SlowProvider(full ? List.of(1000, 5000, 10_000) : inFlight));
    scenarios.put("steps", new Steps(crowd));
    scenarios.put("start", new Starting(rounds));
    scenarios.put("watched", new Watched(crowd));
    scenarios.put("stores", new Stores(crowd, stores));
    scenarios.put("nodes", new Nodes(crowd));
    scenarios.put("tracing", new Tracing(crowd));
    scenarios.put("growth", new Growth(crowd, 10_000, full ? 1_000_000 : 100_000, stores));
    scenarios.put("mixed", new Flatness(crowd, full ? 900 / (2 * seconds) : 3));
    scenarios.put("overload", new Overload(full ? 60 : seconds));
    return scenarios;
  }

  private int run(Path folder, Map<String, Scenario> scenarios) throws Exception {
    var plan = new Lab.Plan(home, warmup, seconds, rounds, full);
    var sheet = new Sheet();
    for (var scenario : scenarios.entrySet()) {
      System.err.println(scenario.getKey() + " ...");
      scenario.getValue().run(folder.resolve(scenario.getKey()), plan, sheet);
    }
    var text = conditions() + sheet.text();
    System.out.println(text);
    if (record) {
      Files.writeString(
          home.resolve("docs/performance.md"),
          "\n### %s, `scripts/bench.sh %s`\n\n%s"
              .formatted(LocalDate.now(ZoneOffset.UTC), String.join(" ", scenarios.keySet()), text),
          StandardOpenOption.APPEND);
    }
    sheet.faults().forEach(fault -> System.err.println("NOT VALID: " + fault + ", in " + folder));
    return sheet.faults().isEmpty() ? 0 : 1;
  }

  private String conditions() {
    return """
    Each server on one core; mock model, wrk and stores on the others. %d s of warm-up on all cores, \
    then %d s each time. JDK %s.

    """
        .formatted(warmup, seconds, Runtime.version());
  }

  /** What is measured in a folder of its own, which stays where that went wrong. */
  interface Measuring {
    int run(Path folder) throws Exception;
  }

  static int inFolder(Measuring measuring) throws Exception {
    var folder = Files.createTempDirectory("rcrewai-bench");
    int status = measuring.run(folder);
    if (status == 0) {
      delete(folder);
    }
    return status;
  }

  /** 0 where all answers were right; else says that the figures are worth nothing. */
  static int validity(List<Table.Round> all, Path folder) {
    var wrong = all.stream().filter(round -> round.report().errors() > 0).findFirst();
    wrong.ifPresent(round ->
        System.err.printf(
            "NOT VALID: wrong answers of %s, the first: %s%nLogs: %s%n",
            round.server(), round.report().firstError(), folder));
    return wrong.isPresent() ? 1 : 0;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  static Child started(Path folder, String name, Class<?> main, String... arguments)
      throws IOException {
    return Child.start(folder.resolve(name + ".log"), Listening.WORDS, main, arguments);
  }

  static String address(Child server) throws Exception {
    return server.await(START_MAX).substring(Listening.WORDS.length());
  }
}
