package dev.rcrewai.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts chat requests and remembers the last of them. Lives on one event loop. */
final class Ledger {
  static final int ENTRIES_MAX = 1000;
  static final int BODY_BYTES_MAX = 64 * 1024;

  private final Clock clock;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private final Map<Integer, Long> byStatus = new TreeMap<>();
  private final Map<String, Long> byRule = new TreeMap<>();
  private final Map<Ending, Long> byEnding = new TreeMap<>();
  private long requests;
  private int inFlight;
  private int connections;

  Ledger(Clock clock) {
    this.clock = clock;
  }

  /** How a chat request ended, seen from the sandbox. */
  enum Ending {
    /** The whole response was sent, an error too. */
    ANSWERED,
    /** The sandbox closed the connection, as it was told. */
    DROPPED,
    /** The client closed the connection or reset the stream before the end. */
    RESET_BY_CLIENT
  }

  /** One chat request, from its head to its end. */
  final class Entry {
    private final String path;
    private final Instant at = clock.instant();
    private String rule = "";
    private int status;
    private @Nullable String body;
    private @Nullable Ending ending;
    private @Nullable Duration took;

    private Entry(String path) {
      this.path = path;
    }

    /** A rule was found; the body is kept where the rule says so. */
    void matched(Response response, Buffer request) {
      rule = response.rule();
      byRule.merge(rule.isEmpty() ? "none" : rule, 1L, Long::sum);
      if (response.record()) {
        body = request.slice(0, Math.min(request.length(), BODY_BYTES_MAX)).toString();
      }
    }

    /** The status line was sent. */
    void sent(int sentStatus) {
      status = sentStatus;
      byStatus.merge(sentStatus, 1L, Long::sum);
    }

    /** Only the first end of a request counts. */
    void ended(Ending how) {
      if (ending == null) {
        ending = how;
        took = Duration.between(at, clock.instant());
        inFlight--;
        byEnding.merge(how, 1L, Long::sum);
      }
    }

    private JsonObject json() {
      var json = new JsonObject().put("path", path).put("at", at.toString()).put("rule", rule);
      json.put("status", status == 0 ? null : status);
      json.put("ended", ending == null ? "in_flight" : word(ending));
      json.put("millis", took == null ? null : took.toMillis());
      return body == null ? json : json.put("body", body);
    }
  }

  Entry open(String path) {
    requests++;
    inFlight++;
    var entry = new Entry(path);
    entries.addLast(entry);
    if (entries.size() > ENTRIES_MAX) {
      entries.removeFirst();
    }
    return entry;
  }

  void connected() {
    connections++;
  }

  void disconnected() {
    connections--;
  }

  /** The counts since the start. */
  JsonObject stats() {
    var status = new JsonObject();
    byStatus.forEach((code, count) -> status.put(code.toString(), count));
    var rule = new JsonObject();
    byRule.forEach(rule::put);
    return new JsonObject()
        .put("requests", requests)
        .put("in_flight", inFlight)
        .put("connections", connections)
        .put("reset_by_client", byEnding.getOrDefault(Ending.RESET_BY_CLIENT, 0L))
        .put("dropped", byEnding.getOrDefault(Ending.DROPPED, 0L))
        .put("by_status", status)
        .put("by_rule", rule);
  }

  /** The last requests, latest first. */
  JsonObject last(int count) {
    var last = new JsonArray();
    var latest = entries.descendingIterator();
    for (int i = 0; i < count && latest.hasNext(); i++) {
      last.add(latest.next().json());
    }
    return new JsonObject().put("requests", last);
  }

  private static String word(Ending ending) {
    return ending.name().toLowerCase(Locale.ROOT);
  }
}
