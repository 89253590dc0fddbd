package dev.rcrewai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the real server and the bare one in turn against the same model, and prints both.
 *
 * <pre>
 *   load generator ──► rcrewai (real) ──┐
 *                                       ├──► mock model        each box a process of its own
 *   load generator ──► bare server ─────┘
 * </pre>
 */
@Command(
    name = "scripts/bench.sh",
    mixinStandardHelpOptions = true,
    description =
        "Throughput of POST /execute (one agent, one task, one chat) beside a bare Vert.x server.")
public final class Bench implements Callable<Integer> {
  private static final Duration START_MAX = Duration.ofSeconds(60);
  static final String BODY =
      """
      {"crew_name":"%s","inputs":{"question":"Where is my order 4711?"}}\
      """
          .formatted(ServerUnderTest.CREW);

  @Option(names = "--connections", defaultValue = "64", description = "default ${DEFAULT-VALUE}")
  private int connections;

  @Option(names = "--warmup", defaultValue = "5", description = "seconds, default ${DEFAULT-VALUE}")
  private int warmup;

  @Option(names = "--seconds", defaultValue = "10", description = "default ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "2", description = "default ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--home", hidden = true)
  private Path home = Path.of("");

  private record Contestant(String name, Child process, String url, String token) {}

  public static void main(String[] args) {
    main(new Bench(), args);
  }

  /** Runs a benchmark and ends the process with its status. */
  static void main(Callable<Integer> benchmark, String[] args) {
    var command = new CommandLine(benchmark);
    command.setExecutionExceptionHandler((failure, _, _) -> {
      System.err.println("the benchmark failed: " + failure.getMessage());
      return 1;
    });
    System.exit(command.execute(args));
  }

  /** 0 when every answer of both servers was right; otherwise the logs are kept. */
  @Override
  public Integer call() throws Exception {
    return inFolder(this::run);
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

  private int run(Path folder) throws Exception {
    try (var mock = started(folder, "mock", MockModel.class);
        var bareServer = started(folder, "bare", BareServer.class, address(mock) + "/v1");
        var server = ServerUnderTest.start(home, folder, address(mock) + "/v1")) {
      var ours =
          new Contestant("rcrewai", server, address(server) + "/execute", ServerUnderTest.token());
      var bare = new Contestant("bare", bareServer, address(bareServer) + "/execute", "");
      printConditions();
      return print(ours, bare, folder);
    }
  }

  private int print(Contestant ours, Contestant bare, Path folder) throws Exception {
    var ofOurs = new ArrayList<Table.Round>();
    var ofBare = new ArrayList<Table.Round>();
    var all = new ArrayList<Table.Round>();
    for (int number = 1; number <= rounds; number++) {
      ofOurs.add(round(ours, number, folder));
      ofBare.add(round(bare, number, folder));
      all.addAll(List.of(ofOurs.getLast(), ofBare.getLast()));
    }
    System.out.println(Table.of(all));
    System.out.println(Table.ratio("rcrewai / bare", ofOurs, ofBare));
    return validity(all, folder);
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

  private Table.Round round(Contestant contestant, int number, Path folder) throws Exception {
    System.err.printf("%s, round %d of %d ...%n", contestant.name(), number, rounds);
    var load = new Load(contestant.url(), contestant.token(), BODY, connections, warmup, seconds);
    var log = folder.resolve("load-" + contestant.name() + number + ".log");
    var before = contestant.process().cpu();
    try (var generator = Child.start(log, "{", LoadGenerator.class, load.toJson())) {
      var patience = START_MAX.plusSeconds(warmup + seconds);
      var report = Load.Report.parse(generator.await(patience));
      var cpu = contestant.process().cpu().minus(before);
      double micros = cpu.toNanos() / 1e3 / Math.max(1, report.sent());
      return new Table.Round(contestant.name(), number, report, micros);
    }
  }

  private void printConditions() {
    System.out.printf(
        "POST /execute: one agent, one task, one chat, a mock model with no latency.%n"
            + "%d cores for servers, model and load generator together; %d connections, each with"
            + " one request at a time;%n%d s warm-up and %d s measured per round; JDK %s.%n%n",
        Runtime.getRuntime().availableProcessors(),
        connections,
        warmup,
        seconds,
        Runtime.version());
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
