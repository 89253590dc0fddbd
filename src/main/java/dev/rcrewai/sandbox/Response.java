package dev.rcrewai.sandbox;

import dev.rcrewai.sandbox.Wire.Body;
import java.util.Map;

/**
 * A response that is ready to leave.
 *
 * @param rule the name of the rule that gave it, or empty where none was asked
 * @param record whether the request's body is kept for a look
 */
record Response(
    String rule, boolean record, int status, Map<String, String> headers, Body body, Plan plan) {
  Response {
    headers = Map.copyOf(headers);
  }
}
