package dev.rcrewai.drill;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Start executions, each under a key of its own, at any node, until one says that it has it. */
final class Callers {
  private static final int PAUSE_MILLIS_MAX = 250;

  private final Cluster cluster;
  private final Client client;
  private final Pace pace;
  private final long seed;
  private final Map<String, String> accepted = new ConcurrentHashMap<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger replayed = new AtomicInteger();
  private final List<String> strange = new CopyOnWriteArrayList<>();

  Callers(Cluster cluster, Client client, Pace pace, long seed) {
    this.cluster = cluster;
    this.client = client;
    this.pace = pace;
    this.seed = seed;
  }

  /** The id of the execution of that word, as often as it takes. */
  String start(String crew, String word) {
    var random = new Random(seed ^ word.hashCode());
    while (true) {
      var nodes = cluster.addresses();
      var node = nodes.get(random.nextInt(nodes.size()));
      attempts.incrementAndGet();
      var answer = client.start(node, crew, word, "key-" + word).orElse(null);
      if (answer != null && (answer.status() == 202 || answer.status() == 200)) {
        if (answer.isReplay()) {
          replayed.incrementAndGet();
        }
        accepted.put(word, answer.id());
        return answer.id();
      }
      if (answer != null && answer.status() != 503) {
        strange.add("POST /v1/executions: " + answer.status() + " " + answer.body());
      }
      pace.pass(Duration.ofMillis(1 + random.nextInt(PAUSE_MILLIS_MAX)));
    }
  }

  /** What a test started by itself belongs to the evidence too. */
  void add(String word, String id) {
    accepted.put(word, id);
  }

  /** Ids of what was accepted, by word. */
  Map<String, String> accepted() {
    return Map.copyOf(accepted);
  }

  int attempts() {
    return attempts.get();
  }

  /** Answers about executions that an attempt before had begun. */
  int replayed() {
    return replayed.get();
  }

  /** Answers that nobody should get: neither accepted nor "try again". */
  List<String> strange() {
    return List.copyOf(strange);
  }
}
