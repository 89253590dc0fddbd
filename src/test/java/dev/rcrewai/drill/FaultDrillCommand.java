package dev.rcrewai.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Runs the fault drill from the command line, on one store after the other. */
@Command(
    name = "scripts/fault-drill.sh",
    mixinStandardHelpOptions = true,
    description =
        "Runs executions on three nodes that are killed, paused and restarted, and so is their"
            + " store; then checks that nothing was lost, doubled or repeated.")
public final class FaultDrillCommand implements Callable<Integer> {
  /** A round of four or five faults takes about so long. */
  private static final Duration ROUND = Duration.ofSeconds(36);

  @Option(names = "--store", description = "postgres, redis or both; default both")
  private String store = "both";

  @Option(names = "--executions", defaultValue = "2000", description = "${DEFAULT-VALUE}")
  private int executions;

  @Option(names = "--seed", description = "of the schedule and of latencies; default: the time")
  private long seed = System.currentTimeMillis() % 1_000_000;

  @Option(
      names = "--minutes",
      defaultValue = "5",
      description = "how long faults go on, about; default ${DEFAULT-VALUE}")
  private double minutes;

  @Option(names = "--lease-ttl", defaultValue = "3", description = "seconds; ${DEFAULT-VALUE}")
  private int leaseTtl;

  public static void main(String[] args) {
    var command = new CommandLine(new FaultDrillCommand());
    command.setExecutionExceptionHandler((failure, _, _) -> {
      System.err.println("the drill failed: " + failure);
      return 1;
    });
    System.exit(command.execute(args));
  }

  /** 0 when every promise was kept; otherwise the nodes' logs are kept. */
  @Override
  public Integer call() throws Exception {
    boolean kept = true;
    for (var real : stores()) {
      kept &= isKept(real);
    }
    return kept ? 0 : 1;
  }

  private List<RealStore> stores() {
    return switch (store) {
      case "both" -> List.of(RealStore.values());
      case "postgres", "redis" -> List.of(RealStore.valueOf(store.toUpperCase(Locale.ROOT)));
      default ->
          throw new ParameterException(
              new CommandLine(this), "--store is '" + store + "'; postgres, redis or both");
    };
  }

  private boolean isKept(RealStore real) throws Exception {
    var folder = Files.createTempDirectory("rcrewai-drill-");
    int rounds = (int) Math.max(1, Math.round(minutes * 60 / ROUND.toSeconds()));
    var plan = new FaultDrill.Plan(executions, seed, rounds, Duration.ofSeconds(leaseTtl));
    System.out.printf(
        "%n%s: %d executions, %d nodes, LEASE_TTL %d s, seed %d%n",
        real, executions, Cluster.NODES, leaseTtl, seed);
    try (var server = real.start(Files.createDirectory(folder.resolve("store")));
        var drill = new FaultDrill(plan, folder, server)) {
      try {
        var result = drill.run(System.out::println);
        System.out.print(result.figures().text());
        return isKept(result, drill);
      } catch (Exception | AssertionError e) {
        System.out.println("FAILED: " + e + "; logs: " + kept(drill));
        throw e;
      }
    } finally {
      delete(folder);
    }
  }

  private static boolean isKept(FaultDrill.Result result, FaultDrill drill) throws IOException {
    if (result.broken().isEmpty()) {
      System.out.println("  every promise was kept");
      return true;
    }
    System.out.println("  BROKEN; the nodes' logs are in " + kept(drill));
    result.broken().forEach(promise -> System.out.println("    " + promise));
    return false;
  }

  private static Path kept(FaultDrill drill) throws IOException {
    return Files.writeString(Files.createTempFile("rcrewai-drill-", ".log"), drill.logs());
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      var deepestFirst = files.sorted(Comparator.reverseOrder()).toArray(Path[]::new);
      for (var file : Arrays.asList(deepestFirst)) {
        Files.deleteIfExists(file);
      }
    }
  }
}
