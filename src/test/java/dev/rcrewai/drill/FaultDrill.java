package dev.rcrewai.drill;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Executions over HTTP while a schedule's faults hit nodes and store; then everybody is asked what
 * happened.
 *
 * <pre>
 *   Callers ──POST──► node 0..2 ──► DrillProvider     Nemesis: kill -9, SIGSTOP, SIGTERM, store
 *   Followers ◄─SSE──     └──► PostgreSQL or Redis     then: Evidence ──► Checker ──► breaches
 * </pre>
 */
final class FaultDrill implements AutoCloseable {
  private static final Duration REQUEST_MAX = Duration.ofSeconds(4);
  private static final Duration QUIET_MAX = Duration.ofMinutes(3);
  private static final int FOLLOWED_EVERY = 10;

  /** One chat takes from so long … */
  private static final int CHAT_MILLIS_MIN = 300;

  /** … to so long. */
  private static final int CHAT_MILLIS_MAX = 900;

  /** What a fault takes about: a JVM starts among busy ones. */
  private static final Duration HEALING = Duration.ofSeconds(7);

  /** What each of them may take on average. */
  private static final Duration HEALED_MAX = Duration.ofSeconds(20);

  private final Pace pace = new Pace();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Plan plan;
  private final Schedule schedule;
  private final DrillProvider provider;
  private final Cluster cluster;
  private final Client client;
  private final Callers callers;
  private final Nemesis nemesis;
  private final Map<String, Follower> followers = new ConcurrentHashMap<>();

  /**
   * How much of everything.
   *
   * @param rounds of the schedule
   */
  record Plan(int executions, long seed, int rounds, Duration leaseTtl) {}

  /**
   * What came of it.
   *
   * @param broken promises that were not kept
   */
  record Result(List<String> broken, Figures figures) {}

  FaultDrill(Plan plan, Path dir, StoreServer store) {
    this.plan = plan;
    this.schedule = Schedule.of(plan.seed(), plan.rounds(), plan.leaseTtl());
    this.provider = new DrillProvider(this::latency);
    this.cluster = new Cluster(dir, store, provider, settings(plan));
    this.client = new Client(cluster.token("drill"), REQUEST_MAX);
    this.callers = new Callers(cluster, client, pace, plan.seed());
    this.nemesis = new Nemesis(cluster, store, provider, client, pace);
  }

  private static Map<String, String> settings(Plan plan) {
    return Map.of("LEASE_TTL", Long.toString(plan.leaseTtl().toSeconds()), "SHUTDOWN_GRACE", "10");
  }

  private Duration latency(Call.Step step) {
    int spread = CHAT_MILLIS_MAX - CHAT_MILLIS_MIN;
    return Duration.ofMillis(
        CHAT_MILLIS_MIN + Math.floorMod(step.hashCode() * 31L + plan.seed(), spread));
  }

  /** Runs it; ends within a bound or throws. */
  Result run(Consumer<String> out) throws Exception {
    out.accept(schedule.text());
    cluster.start();
    var started = pace.now();
    nemesis.awaitReady();
    var begun = schedule.entries().stream().map(_ -> new CountDownLatch(1)).toList();
    var faults = threads.submit(() -> nemesis.apply(schedule, i -> begun.get(i).countDown()));
    var work = IntStream.range(0, plan.executions()).mapToObj(i -> submit(i, begun)).toList();
    await(List.of(faults), faultsMax());
    await(work, QUIET_MAX);
    var archive = new Archive(cluster, client, pace);
    archive.awaitQuiet(QUIET_MAX);
    var evidence = archive.evidence(callers, followers, provider, nemesis);
    var broken = new ArrayList<>(Checker.broken(evidence));
    var figures = Figures.of(evidence, callers, followers.values(), pace.now().minus(started));
    broken.addAll(figures.tooLittle(plan.executions(), schedule.entries().size()));
    return new Result(broken, figures);
  }

  private Duration faultsMax() {
    return HEALED_MAX.multipliedBy(schedule.entries().size()).plus(QUIET_MAX);
  }

  /** Each entry of the schedule has its share of the work, over about as long as it takes. */
  private Future<?> submit(int number, List<CountDownLatch> begun) {
    int share = Math.ceilDiv(plan.executions(), begun.size());
    int entry = number / share;
    var span = schedule.entries().get(entry).gap().plus(HEALING);
    return threads.submit(() -> {
      if (begun.get(entry).await(faultsMax().toSeconds(), SECONDS)) {
        pace.pass(span.multipliedBy(number % share).dividedBy(share));
        startAndFollow(number);
      }
      return null;
    });
  }

  private void startAndFollow(int number) {
    var word = "w-" + number;
    var id = callers.start(DrillCrews.WORK, word);
    if (number % FOLLOWED_EVERY == 0) {
      var follower = new Follower(cluster, client.token(), id, pace);
      followers.put(word, follower);
      follower.follow(number % Cluster.NODES);
    }
  }

  private static void await(List<? extends Future<?>> all, Duration patience) throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    for (var one : all) {
      try {
        one.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        throw new AssertionError("the drill does not come to its end within " + patience, e);
      } catch (ExecutionException e) {
        throw new AssertionError(e.getCause());
      }
    }
  }

  /** What the nodes said, for whoever looks for the cause. */
  String logs() {
    return cluster.logs();
  }

  @Override
  public void close() {
    pace.close();
    threads.shutdownNow();
    client.close();
    cluster.close();
    provider.close();
  }
}
