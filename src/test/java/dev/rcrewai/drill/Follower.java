package dev.rcrewai.drill;

import dev.rcrewai.http.Sse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Follows one execution's event stream to its end; when a stream breaks or falls silent, it resumes
 * at the next node with {@code Last-Event-ID}.
 */
final class Follower {
  private static final Duration SILENCE_MAX = Duration.ofSeconds(4);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Cluster cluster;
  private final String token;
  private final String id;
  private final Pace pace;
  private final List<Long> seqs = new CopyOnWriteArrayList<>();
  private final List<String> strange = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean ended;

  Follower(Cluster cluster, String token, String id, Pace pace) {
    this.cluster = cluster;
    this.token = token;
    this.id = id;
    this.pace = pace;
  }

  /** Returns when it has seen the terminal event, or when the drill is over. */
  void follow(int firstNode) {
    for (int node = firstNode; !ended && !pace.isOver(); node = (node + 1) % Cluster.NODES) {
      try {
        read(node);
      } catch (IOException e) {
        // the node is gone, or silent; the next one has the same journal
      }
      if (!ended) {
        pace.pass(PAUSE);
      }
    }
  }

  private void read(int node) throws IOException {
    int port = cluster.member(node).address().getPort();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        var stream =
            Sse.open(socket, token, path(), "Last-Event-ID: " + lastSeq() + "\r\n", SILENCE_MAX)) {
      if (stream.head().isEmpty() || !stream.head().getFirst().contains(" 200 ")) {
        refused(stream.head());
        return;
      }
      connections.incrementAndGet();
      for (var next = stream.next(); next != null && !ended; next = stream.next()) {
        heard(next.id(), next.event());
      }
    }
  }

  private void heard(@Nullable String seq, @Nullable String type) {
    if (seq != null) {
      seqs.add(Long.valueOf(seq));
      ended =
          List.of("execution.completed", "execution.failed", "execution.cancelled").contains(type);
    }
  }

  private void refused(List<String> head) {
    if (!head.isEmpty() && !head.getFirst().contains(" 503 ")) {
      strange.add("GET " + path() + ": " + head.getFirst());
    }
  }

  private String path() {
    return "/v1/executions/" + id + "/events";
  }

  private long lastSeq() {
    return seqs.isEmpty() ? 0 : seqs.getLast();
  }

  String id() {
    return id;
  }

  /** What it saw, in the order in which it saw it. */
  List<Long> seqs() {
    return List.copyOf(seqs);
  }

  /** Streams that it opened. */
  int connections() {
    return connections.get();
  }

  boolean hasEnded() {
    return ended;
  }

  /** Answers that nobody should get who follows an execution of his own. */
  List<String> strange() {
    return List.copyOf(strange);
  }
}
