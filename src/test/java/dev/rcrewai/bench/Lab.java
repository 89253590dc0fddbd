package dev.rcrewai.bench;

import static java.util.Locale.ROOT;

import dev.rcrewai.llm.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Starts what a scenario needs, and measures it. The servers have one core, in turn; the mock
 * model, the load and the stores have the others, which this process was given.
 *
 * <pre>
 *   wrk ──► rcrewai ──┐
 *                     ├──► mock model        each box a process of its own
 *   wrk ──► bare ─────┘
 * </pre>
 */
final class Lab implements AutoCloseable {
  private static final String SERVER_CORE = "0";

  /** All there are; this process was given all but the servers'. */
  private static final String ALL_CORES = "0-" + (Integer.getInteger("bench.cores", 1) - 1);

  /** Of the machine's one core; a server's JVM takes it for its whole machine. */
  private static final String ONE_CORE = "-XX:ActiveProcessorCount=1";

  /** Of the warm-up's thirds: at least all three, at most three times as many. */
  private static final int WARM_SLICES_MIN = 3;

  private static final int WARM_SLICES_MAX = 9;

  /**
   * A server is warm when a third of its warm-up gives less than so much more than those before.
   */
  private static final double WARM = 1.02;

  /** What is compared is measured so often at least, but for a mere try. */
  private static final int TURNS_MIN = 5;

  private final Path folder;
  private final Plan plan;
  private final Sheet sheet;
  private final Wrk wrk;
  private final List<Runnable> started = new ArrayList<>();
  private final Set<Target> warm = new HashSet<>();
  private final Child mock;

  /** With which a server believes that the mock is who it says. */
  private final List<String> trust;

  private int count;

  /**
   * How long and how much.
   *
   * @param home the repository
   * @param warmup seconds for each server, before its first measurement; at most three times as
   *     many where it still grows quicker
   * @param seconds of each measurement
   * @param full as the issue demands, in place of what ends in reasonable time
   */
  record Plan(Path home, int warmup, int seconds, int rounds, boolean full) {}

  /** What is sent: a body, on so many connections. */
  record Ask(String body, int connections, int seconds) {
    @Override
    public String toString() {
      return "c=" + connections;
    }
  }

  private Lab(Path folder, Plan plan, Sheet sheet, Child mock, List<String> trust) {
    this.folder = folder;
    this.plan = plan;
    this.sheet = sheet;
    this.wrk = new Wrk(plan.home());
    this.mock = mock;
    this.trust = trust;
    started.add(mock::close);
  }

  /** A lab whose model answers after that time. */
  static Lab open(Path folder, Plan plan, Sheet sheet, Duration latency) throws Exception {
    Files.createDirectories(folder);
    var mock = Bench.started(folder, "mock", MockModel.class, "" + latency.toMillis());
    return new Lab(folder, plan, sheet, mock, List.of());
  }

  /** The same whose model speaks HTTP/2 over TLS, as providers do. */
  static Lab openSecure(Path folder, Plan plan, Sheet sheet, Duration latency) throws Exception {
    var made = SelfSigned.in(Files.createDirectories(folder));
    var file = made.getPath();
    var password = made.getPassword();
    var millis = "" + latency.toMillis();
    var mock = Bench.started(folder, "mock", MockModel.class, millis, file, password);
    var trust =
        List.of(
            "-Djavax.net.ssl.trustStore=" + file, "-Djavax.net.ssl.trustStorePassword=" + password);
    return new Lab(folder, plan, sheet, mock, trust);
  }

  Plan plan() {
    return plan;
  }

  Sheet sheet() {
    return sheet;
  }

  /** Runs when the lab closes, the last one first. */
  void onClose(Runnable end) {
    started.add(end);
  }

  private Child keep(Child child) {
    onClose(child::close);
    return child;
  }

  String model() throws Exception {
    return Bench.address(mock) + "/v1";
  }

  /** An empty directory of this lab. */
  Path directory(String name) throws Exception {
    return Files.createDirectories(folder.resolve(name + ++count));
  }

  /** A server that does the least that one can. */
  Target bare(List<String> jvm) throws Exception {
    var here = directory("bare");
    var gc = new GcLog(here.resolve("gc.log"));
    var arguments = new ArrayList<>(List.of(ONE_CORE, gc.option()));
    arguments.addAll(jvm);
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    arguments.addAll(List.of(BareServer.class.getName(), model()));
    var log = here.resolve("bare.log");
    var child = keep(Child.start(log, Listening.WORDS, Map.of(), arguments));
    return onAllCores(new Target("bare", child, Bench.address(child) + "/execute", "", gc));
  }

  Target server(String name, Map<String, String> settings, List<String> jvm) throws Exception {
    var here = directory(name);
    var gc = new GcLog(here.resolve("gc.log"));
    var options = new ArrayList<>(List.of(ONE_CORE, gc.option()));
    options.addAll(trust);
    options.addAll(jvm);
    BenchCrews.write(Files.createDirectories(here.resolve("crews")));
    var child =
        keep(ServerUnderTest.start(plan.home(), here, model(), Map.of(), settings, options));
    var url = Bench.address(child) + "/execute";
    return onAllCores(new Target(name, child, url, ServerUnderTest.token(), gc));
  }

  /** Until it is measured. */
  private static Target onAllCores(Target target) throws Exception {
    target.process().pin(ALL_CORES);
    return target;
  }

  /**
   * Has a server compiled, by the same load on all cores, and gives it its one core. It is warm
   * when it grows no quicker any more: what still compiles on that core would be measured with it.
   */
  void warm(Target target, Ask ask) throws Exception {
    if (plan.warmup() > 0 && warm.add(target)) {
      System.err.println("  warming " + target.name() + " ...");
      int slice = Math.max(1, plan.warmup() / 3);
      double before = 0;
      for (int i = 0; i < WARM_SLICES_MAX; i++) {
        double now = wrk.run(target, ask.body(), ask.connections(), slice).perSecond();
        if (i >= WARM_SLICES_MIN && now < before * WARM) {
          break;
        }
        before = Math.max(before, now);
      }
    }
    pin(target);
  }

  /** Gives a server that is warm its one core. */
  void pin(Target target) throws Exception {
    target.process().pin(SERVER_CORE);
  }

  Row measure(String scenario, Target target, Ask ask) throws Exception {
    return measure(scenario, target, ask, () -> Duration.ZERO);
  }

  /** The same where a store beside it works too. */
  Row measure(String scenario, Target target, Ask ask, Supplier<Duration> store) throws Exception {
    warm(target, ask);
    return measure(
        scenario,
        target,
        ask.toString(),
        () -> wrk.run(target, ask.body(), ask.connections(), ask.seconds()),
        store);
  }

  /** One of two that are compared. */
  interface Measurement {
    Row take() throws Exception;
  }

  /**
   * Measures two in turn, so that whatever else the machine does meets both, and notes what the one
   * is of the other in requests a second: the median of the turns.
   */
  void compare(String what, Measurement one, Measurement other) throws Exception {
    int turns = plan.rounds() == 1 ? 1 : Math.max(TURNS_MIN, plan.rounds());
    var ratios = new double[turns];
    for (int i = 0; i < turns; i++) {
      double figure = one.take().report().perSecond();
      ratios[i] = figure / other.take().report().perSecond();
    }
    Arrays.sort(ratios);
    sheet.found(
        String.format(
            ROOT,
            "%s, requests a second: %.2f × (the median of %d, %.2f to %.2f)",
            what,
            ratios[turns / 2],
            turns,
            ratios[0],
            ratios[turns - 1]));
  }

  /** What asks, and says what came of it. */
  interface Driver {
    Load.Report drive() throws Exception;
  }

  /** The same of a server that is warm, by a driver of the scenario's own. */
  Row measure(String scenario, Target target, String load, Driver driver, Supplier<Duration> store)
      throws Exception {
    pin(target);
    long began = System.nanoTime();
    var cpu = target.process().cpu();
    var mockCpu = mock.cpu();
    var storeCpu = store.get();
    int gc = target.gc().mark();
    var report = driver.drive();
    double requests = Math.max(1, report.sent());
    double nanos = System.nanoTime() - began;
    var collected = target.gc().since(gc);
    var cost =
        new Row.Cost(
            target.process().cpu().minus(cpu).toNanos() / 1e3 / requests,
            store.get().minus(storeCpu).toNanos() / 1e3 / requests,
            target.residentMostMib(),
            collected.allocatedMib() * 1024 / requests,
            collected.pauseMillis(),
            1 - mock.cpu().minus(mockCpu).toNanos() / nanos);
    return sheet.add(new Row(scenario, target.name(), load, report, cost));
  }

  /** Load that is not measured. */
  Load.Report load(Target target, Ask ask) throws Exception {
    var report = wrk.run(target, ask.body(), ask.connections(), ask.seconds());
    if (report.errors() > 0) {
      throw new IllegalStateException(target.name() + " answered: " + report.firstError());
    }
    return report;
  }

  @Override
  public void close() {
    started.reversed().forEach(Runnable::run);
  }
}
