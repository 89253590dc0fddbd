package dev.rcrewai.health;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether this node takes work, the body of {@code GET /ready}.
 *
 * @param at when it was asked
 * @param ready whether it takes work
 * @param crews the crews that can be run
 * @param uptime since this process began to start
 * @param draining whether it is on its way out
 */
public record ReadyReport(Instant at, boolean ready, int crews, Duration uptime, boolean draining) {

  /** 200 when ready, 503 otherwise. */
  public int httpStatus() {
    return ready ? 200 : 503;
  }

  /** {@code {ready, timestamp, crews, uptime, draining}}, the uptime in whole seconds. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("ready", ready)
        .put("timestamp", Timestamps.text(at))
        .put("crews", crews)
        .put("uptime", uptime.toSeconds())
        .put("draining", draining);
  }
}
