package dev.rcrewai.drill;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** One drill on a running cluster: a caller of its own, so that its evidence is its own too. */
final class Drill implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration REQUEST_MAX = Duration.ofSeconds(4);
  private static final Duration POLL = Duration.ofMillis(20);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String name;
  private final RunningCluster on;
  private final Client client;
  private final Callers callers;
  private final Nemesis nemesis;
  private final long givenUp;
  private final Map<String, Follower> followers = new ConcurrentHashMap<>();

  Drill(String name, RunningCluster on) {
    this.name = name;
    this.on = on;
    this.client = client(name, REQUEST_MAX);
    this.callers = new Callers(on.cluster(), client, on.pace(), name.hashCode());
    this.givenUp = on.cluster().givenUp();
    this.nemesis = new Nemesis(on.cluster(), on.store(), on.provider(), client, on.pace());
  }

  /** Another caller, or another patience. */
  Client client(String caller, Duration patience) {
    return new Client(on.cluster().token(caller), patience);
  }

  /** Its caller. */
  String name() {
    return name;
  }

  Client client() {
    return client;
  }

  Callers callers() {
    return callers;
  }

  Nemesis nemesis() {
    return nemesis;
  }

  Map<String, Follower> followers() {
    return followers;
  }

  String word(int number, Duration chat) {
    return RunningCluster.word(name, number, chat);
  }

  /** Starts so many at any node, at once, and returns their words when they are accepted. */
  List<String> start(int count, String crew, Duration chat) {
    return start(IntStream.range(0, count).mapToObj(i -> word(i, chat)).toList(), crew);
  }

  List<String> start(List<String> words, String crew) {
    var starting =
        words.stream().map(word -> inBackground(() -> callers.start(crew, word))).toList();
    starting.forEach(Drill::get);
    return words;
  }

  /** Follows the execution of that word to its end, first at that node. */
  void follow(String word, int node) {
    var id = requireNonNull(callers.accepted().get(word));
    var follower = new Follower(on.cluster(), client.token(), id, on.pace());
    followers.put(word, follower);
    follower.follow(node);
  }

  void followInBackground(String word, int node) {
    threads.execute(() -> follow(word, node));
  }

  <T> Future<T> inBackground(Callable<T> action) {
    return threads.submit(action);
  }

  static <T> T get(Future<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Returns when it holds; fails when it does not in time. */
  void until(String what, Duration limit, BooleanSupplier condition) {
    var end = on.pace().now().plus(limit);
    while (!condition.getAsBoolean()) {
      if (on.pace().now().compareTo(end) > 0) {
        throw new AssertionError("not within " + limit + ": " + what);
      }
      on.pace().pass(POLL);
    }
  }

  /** Everything that this caller started has ended. */
  Archive assertQuiet(Duration patience) {
    var archive = new Archive(on.cluster(), client, on.pace());
    archive.awaitQuiet(patience);
    return archive;
  }

  /**
   * When everything has ended, every promise was kept and no call made twice; unless a node was
   * starved of its core for longer than its lease, on a machine that is busy with other things, and
   * rightly given up.
   */
  void assertKeptWithoutARepeat() {
    var evidence = assertKeptBut("calls were repeated");
    if (on.cluster().givenUp() == givenUp) {
      assertThat(evidence.repeated()).as("repeated calls").isZero();
    }
  }

  /** The same where the drill itself judges the promises that those words are about. */
  Evidence assertKeptBut(String words) {
    var archive = assertQuiet(PATIENCE);
    until(
        "all streams ended",
        PATIENCE,
        () -> followers.values().stream().allMatch(Follower::hasEnded));
    var evidence = archive.evidence(callers, followers, on.provider(), nemesis);
    assertThat(Checker.broken(evidence))
        .as("broken promises")
        .allMatch(promise -> promise.contains(words));
    return evidence;
  }

  /** Heals what it did to the cluster. */
  @Override
  public void close() {
    threads.shutdownNow();
    nemesis.awaitReady();
    client.close();
  }
}
