package dev.rcrewai.tool.mcp;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.step.ToolHome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that somebody declared, which is asked for its tools until it has told of all that are
 * allowed, after ever longer pauses. What it says of them later changes nothing here.
 *
 * <pre>
 *   start ─► ask ─► all known: done
 *             ▲ └─► silent, or some are missing ─┐
 *             └───── a pause of 1 s to 1 min ◄───┘
 * </pre>
 */
final class McpServer {
  private static final Logger LOG = LoggerFactory.getLogger(McpServer.class);

  /** A command may have to be fetched first. */
  private static final Duration ATTEMPT_MAX = Duration.ofSeconds(30);

  private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
  private static final Duration PAUSE_MAX = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final InstantSource clock;
  private final McpDeclaration declared;
  private final ToolHome.@Nullable Address address;
  private final Transport transport;
  private final Promise<Void> asked = Promise.promise();
  private volatile ToolListing listing = ToolListing.NOTHING;
  private volatile @Nullable Thread asking;
  private volatile boolean stopped;
  private Duration pause = PAUSE_MIN;
  private String told = "";

  /**
   * @param address pinned with its tools; null where each node's operator says where it is
   */
  McpServer(
      Vertx vertx,
      InstantSource clock,
      McpDeclaration declared,
      ToolHome.@Nullable Address address,
      Transport transport) {
    this.vertx = vertx;
    this.clock = clock;
    this.declared = declared;
    this.address = address;
    this.transport = transport;
  }

  McpDeclaration declared() {
    return declared;
  }

  Transport transport() {
    return transport;
  }

  /** Begins to ask; returns at once. */
  void start() {
    if (!stopped) {
      asking = Thread.ofVirtual().name("mcp-" + declared.name()).start(this::ask);
    }
  }

  /** Asks no more. */
  void stop() {
    stopped = true;
    asked.tryComplete();
    var current = asking;
    if (current != null) {
      current.interrupt();
    }
  }

  /** Completes when it was asked once, whatever came of it. */
  Future<Void> asked() {
    return asked.future();
  }

  /** What is known of a tool. */
  Told tool(String offered) {
    var now = listing;
    var spec = now.known().get(offered);
    if (spec != null) {
      return new Told.Known(spec);
    }
    return new Told.NotYet(
        now.problems().containsKey(offered)
            ? "MCP server '%s' has no tool '%s' that can be used"
                .formatted(declared.name(), declared.tools().get(offered))
            : "MCP server '" + declared.name() + "' has not told of its tools");
  }

  private void ask() {
    boolean whole = false;
    try {
      listing = ToolListing.read(declared, address, transport, clock.instant().plus(ATTEMPT_MAX));
      whole = listing.problems().isEmpty();
      tell(whole ? "" : String.join("; ", listing.problems().values()));
    } catch (McpException | IOException e) {
      tell(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
    } catch (RuntimeException e) {
      tell(e.getClass().getName());
    }
    asked.tryComplete();
    if (!whole && !stopped) {
      again();
    }
  }

  /** Not all nodes at the same moment. */
  private void again() {
    long millis = pause.toMillis();
    long jittered = ThreadLocalRandom.current().nextLong(millis * 3 / 4, millis + 1);
    var twice = pause.multipliedBy(2);
    pause = twice.compareTo(PAUSE_MAX) < 0 ? twice : PAUSE_MAX;
    vertx.setTimer(jittered, _ -> start());
  }

  /** Each news once. */
  private void tell(String problem) {
    if (problem.isEmpty()) {
      LOG.info("tools of an MCP server are known", kv("mcp", declared.name()));
    } else if (!problem.equals(told)) {
      LOG.error(
          "tools of an MCP server are not known; it is asked again",
          kv("mcp", declared.name()),
          kv("error", problem));
    }
    told = problem;
  }
}
