package dev.rcrewai.management;

import dev.rcrewai.telemetry.PrometheusMetrics;
import io.vertx.core.json.JsonObject;

/** One response of the management port. */
record Answer(int status, String contentType, String body) {

  static Answer json(int status, JsonObject body) {
    return new Answer(status, "application/json", body.encode());
  }

  static Answer metrics(String text) {
    return new Answer(200, PrometheusMetrics.CONTENT_TYPE, text);
  }

  static Answer notFound() {
    return problem(404, "Not Found", "not_found", "Not found");
  }

  static Answer internalError() {
    return problem(500, "Internal Server Error", "internal_error", "Internal server error");
  }

  /** A problem document (RFC 9457) that says no more than its status does. */
  private static Answer problem(int status, String title, String code, String error) {
    var body =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", title)
            .put("status", status)
            .put("code", code)
            .put("error", error);
    return new Answer(status, "application/problem+json", body.encode());
  }
}
