package dev.rcrewai.drill;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Three nodes, their store and their provider, for several drills one after the other. */
final class RunningCluster implements AutoCloseable {
  static final Duration LEASE_TTL = Duration.ofSeconds(3);

  /** Executions that a node runs at once. */
  static final int SLOTS = 20;

  /** A drill's words say how long each chat about them takes. */
  private static final Pattern LATENCY = Pattern.compile("-d(\\d+)$");

  private final Pace pace = new Pace();
  private final StoreServer store;
  private final DrillProvider provider;
  private final Cluster cluster;

  RunningCluster(RealStore real, Path dir) throws Exception {
    this(real, dir, Map.of());
  }

  /**
   * @param with settings beyond those that all drills need
   */
  RunningCluster(RealStore real, Path dir, Map<String, String> with) throws Exception {
    store = real.start(Files.createDirectory(dir.resolve("store")));
    provider = new DrillProvider(step -> latency(step.word()));
    var settings = new HashMap<>(with);
    settings.putAll(
        Map.of(
            "LEASE_TTL",
            Long.toString(LEASE_TTL.toSeconds()),
            "SHUTDOWN_GRACE",
            "20",
            "MAX_CONCURRENT_EXECUTIONS",
            Integer.toString(SLOTS),
            "MAX_CONCURRENT_REQUESTS",
            "1000"));
    cluster = new Cluster(dir, store, provider, settings).start();
  }

  /** A word whose chats take so long. */
  static String word(String drill, int number, Duration chat) {
    return drill + "-" + number + "-d" + chat.toMillis();
  }

  /** How long each chat about that word takes. */
  static Duration latency(String word) {
    var found = LATENCY.matcher(word);
    return Duration.ofMillis(found.find() ? Long.parseLong(found.group(1)) : 1);
  }

  StoreServer store() {
    return store;
  }

  DrillProvider provider() {
    return provider;
  }

  Cluster cluster() {
    return cluster;
  }

  Pace pace() {
    return pace;
  }

  @Override
  public void close() {
    pace.close();
    cluster.close();
    provider.close();
    store.close();
  }
}
