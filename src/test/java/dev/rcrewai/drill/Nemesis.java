package dev.rcrewai.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/**
 * Does to a cluster what a schedule says, one fault after the other, each healed before the next.
 */
final class Nemesis {
  private static final Duration HEALED_MAX = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration EXIT_MAX = Duration.ofSeconds(30);

  /** An answer that came so shortly before a fault may not have been recorded. */
  private static final Duration UNRECORDED_MAX = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final StoreServer store;
  private final DrillProvider provider;
  private final Client client;
  private final Pace pace;
  private final List<Applied> applied = new CopyOnWriteArrayList<>();
  private final List<Waking> wakings = new CopyOnWriteArrayList<>();
  private final List<String> strange = new CopyOnWriteArrayList<>();

  Nemesis(Cluster cluster, StoreServer store, DrillProvider provider, Client client, Pace pace) {
    this.cluster = cluster;
    this.store = store;
    this.provider = provider;
    this.client = client;
    this.pace = pace;
  }

  /**
   * A fault that was done and healed.
   *
   * @param hit calls whose results it may have lost
   */
  record Applied(Fault fault, Instant at, List<Call> hit) {
    Applied {
      hit = List.copyOf(hit);
    }
  }

  /**
   * A paused node was woken.
   *
   * @param from before it was told so
   * @param to after that
   */
  record Waking(int node, Instant from, Instant to) {
    /** How long a node may take to finish what it was doing when it was stopped. */
    private static final Duration MIDST_MAX = Duration.ofMillis(50);

    /** Whether it may have been about to leave when its node was stopped. */
    boolean isAmidst(Call call) {
      return call.node() == node
          && !call.at().isBefore(from)
          && call.at().isBefore(to.plus(MIDST_MAX));
    }
  }

  /** Tells of each entry, by its place, before its gap begins. */
  void apply(Schedule schedule, IntConsumer onBegin) {
    for (int i = 0; i < schedule.entries().size(); i++) {
      var entry = schedule.entries().get(i);
      onBegin.accept(i);
      pace.pass(entry.gap());
      apply(entry.fault());
    }
  }

  /** Returns when it is healed: all nodes are ready. */
  void apply(Fault fault) {
    var now = Instant.now();
    switch (fault) {
      case Fault.KillNode(int node, var down) -> {
        cluster.member(node).process().kill();
        hit(fault, now, call -> call.node() == node);
        pace.pass(down);
        cluster.member(node).start();
      }
      case Fault.PauseNode(int node, var pause) -> {
        cluster.member(node).process().pause();
        hit(fault, now, call -> call.node() == node);
        pace.pass(pause);
        wake(node);
      }
      case Fault.RestartNode(int node) -> {
        cluster.member(node).process().terminate();
        hit(fault, now, call -> call.node() == node);
        awaitExit(cluster.member(node));
        cluster.member(node).start();
      }
      case Fault.KillStore(var down) -> {
        store.kill();
        hit(fault, now, _ -> true);
        pace.pass(down);
        store.start();
      }
      case Fault.KillStoreAndNode(int node, var down) -> {
        store.kill();
        cluster.member(node).process().kill();
        hit(fault, now, _ -> true);
        pace.pass(down);
        store.start();
        cluster.member(node).start();
      }
    }
    awaitReady();
  }

  /** Has a paused node go on. */
  void wake(int node) {
    var before = Instant.now();
    cluster.member(node).process().resume();
    wakings.add(new Waking(node, before, Instant.now()));
  }

  private void hit(Fault fault, Instant at, Predicate<Call> isMeant) {
    var calls =
        provider.calls().stream()
            .filter(isMeant)
            .filter(call -> call.isAtRisk(at, UNRECORDED_MAX))
            .toList();
    applied.add(new Applied(fault, at, calls));
  }

  private void awaitExit(Cluster.Member member) {
    if (!member.process().exitsWithin(EXIT_MAX)) {
      strange.add("node " + member.number() + " has not exited " + EXIT_MAX + " after SIGTERM");
    }
  }

  /** Returns when all nodes say that they are ready; one that chose to end is replaced. */
  void awaitReady() {
    var end = pace.now().plus(HEALED_MAX);
    for (var member : cluster.members()) {
      while (!client.isReady(member.address())) {
        if (!member.process().isAlive()) {
          strange.add("node " + member.number() + " ended by itself:\n" + tail(member.logs()));
          member.start();
        }
        if (pace.now().compareTo(end) > 0) {
          throw new AssertionError("node " + member.number() + " is not ready again");
        }
        pace.pass(POLL);
      }
    }
  }

  private static String tail(String log) {
    var lines = log.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  List<Applied> applied() {
    return List.copyOf(applied);
  }

  List<Waking> wakings() {
    return List.copyOf(wakings);
  }

  /** What nodes did that they should not. */
  List<String> strange() {
    return List.copyOf(strange);
  }
}
