package dev.rcrewai.bench;

import static java.util.Locale.ROOT;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs a crew whose provider is healthy, alone and beside executions whose provider is dead, in
 * turn on the same server, and prints what the dead one costs the others.
 *
 * <pre>
 *   load generator ──► rcrewai ──► mock model
 *   hanging calls  ──►         ──► dead model        each box a process of its own
 * </pre>
 */
@Command(
    name = "scripts/bench.sh dead-provider",
    mixinStandardHelpOptions = true,
    description = "Latency of POST /execute while every call to another provider hangs.")
public final class DeadProviderBench implements Callable<Integer> {
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final String DEAD_CREW = "dead";

  @Option(names = "--connections", defaultValue = "8", description = "default ${DEFAULT-VALUE}")
  private int connections;

  @Option(names = "--warmup", defaultValue = "3", description = "seconds, default ${DEFAULT-VALUE}")
  private int warmup;

  @Option(names = "--seconds", defaultValue = "10", description = "default ${DEFAULT-VALUE}")
  private int seconds;

  @Option(names = "--rounds", defaultValue = "4", description = "default ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--hanging",
      defaultValue = "300",
      description = "executions on the dead provider from the start, default ${DEFAULT-VALUE}")
  private int hanging;

  @Option(
      names = "--per-second",
      defaultValue = "20",
      description = "more of them each second, default ${DEFAULT-VALUE}")
  private int perSecond;

  @Option(names = "--home", hidden = true)
  private Path home = Path.of("");

  public static void main(String[] args) {
    Bench.main(new DeadProviderBench(), args);
  }

  /** 0 when every answer of the healthy provider's crew was right; otherwise the logs are kept. */
  @Override
  public Integer call() throws Exception {
    return Bench.inFolder(this::run);
  }

  private int run(Path folder) throws Exception {
    try (var mock = Bench.started(folder, "mock", MockModel.class);
        var dead = Bench.started(folder, "dead", DeadModel.class);
        var server = server(folder, Bench.address(mock), Bench.address(dead))) {
      printConditions();
      return measure(folder, server, Bench.address(server));
    }
  }

  private Child server(Path folder, String mock, String dead) throws Exception {
    return ServerUnderTest.start(
        home,
        folder,
        mock + "/v1",
        Map.of(ServerUnderTest.CREW, "openai/mock", DEAD_CREW, "azure/dead"),
        Map.of("AZURE_OPENAI_ENDPOINT", dead, "AZURE_OPENAI_API_KEY", "bench"));
  }

  /** Whatever else this machine does, or grows warm to, meets both alike: they change places. */
  private int measure(Path folder, Child server, String url) throws Exception {
    var alone = new ArrayList<Table.Round>();
    var beside = new ArrayList<Table.Round>();
    round("warm-up", 1, folder, server, url);
    for (int number = 1; number <= rounds; number++) {
      if (number % 2 == 1) {
        alone.add(round("alone", number, folder, server, url));
        beside.add(besideTheDead(number, folder, server, url));
      } else {
        beside.add(besideTheDead(number, folder, server, url));
        alone.add(round("alone", number, folder, server, url));
      }
    }
    return print(alone, beside, folder);
  }

  private Table.Round besideTheDead(int number, Path folder, Child server, String url)
      throws Exception {
    var calls = new HangingCalls(url, ServerUnderTest.token(), DEAD_CREW);
    calls.start(hanging, perSecond);
    var measured = round("beside", number, folder, server, url);
    System.err.printf("%d executions hung meanwhile%n", calls.count());
    calls.cancelAll();
    return measured;
  }

  private Table.Round round(String name, int number, Path folder, Child server, String url)
      throws Exception {
    System.err.printf("%s, round %d of %d ...%n", name, number, rounds);
    var load =
        new Load(
            url + "/execute",
            ServerUnderTest.token(),
            BenchCrews.ONE,
            connections,
            warmup,
            seconds,
            Load.Reading.AWAITED);
    var log = folder.resolve("load-" + name + number + ".log");
    var before = server.cpu();
    try (var generator = Child.start(log, "{", LoadGenerator.class, load.toJson())) {
      var patience = START_MAX.plusSeconds(warmup + seconds);
      var report = Load.Report.parse(generator.await(patience));
      double micros = server.cpu().minus(before).toNanos() / 1e3 / Math.max(1, report.sent());
      return new Table.Round(name, number, report, micros);
    }
  }

  private static int print(List<Table.Round> alone, List<Table.Round> beside, Path folder) {
    var all = new ArrayList<Table.Round>();
    for (int i = 0; i < alone.size(); i++) {
      all.addAll(List.of(alone.get(i), beside.get(i)));
    }
    System.out.println(Table.of(all));
    System.out.println(Table.ratio("beside a dead provider / alone", beside, alone));
    return Bench.validity(all, folder);
  }

  private void printConditions() {
    System.out.printf(
        ROOT,
        "POST /execute on a healthy provider, alone and beside %d executions whose provider never"
            + " answers,%n%d more of them each second. %d cores for all processes; %d connections;"
            + "%n%d s warm-up and %d s measured per round; JDK %s.%n%n",
        hanging,
        perSecond,
        Runtime.getRuntime().availableProcessors(),
        connections,
        warmup,
        seconds,
        Runtime.version());
  }
}
