package dev.rcrewai.health;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * Whether this process makes progress, the body of {@code GET /health/live}.
 *
 * @param at when it was asked
 * @param loops event loops of the process
 * @param stuck those that have not answered for too long
 */
public record LiveReport(Instant at, int loops, int stuck) {

  /** 200 while every event loop answers, 503 otherwise. */
  public int httpStatus() {
    return stuck == 0 ? 200 : 503;
  }

  /** {@code {status, timestamp}}: healthy or unhealthy. */
  public JsonObject toJson() {
    var status = stuck == 0 ? HealthStatus.HEALTHY : HealthStatus.UNHEALTHY;
    return new JsonObject().put("status", status.word()).put("timestamp", Timestamps.text(at));
  }
}
