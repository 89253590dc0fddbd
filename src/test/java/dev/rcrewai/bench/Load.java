package dev.rcrewai.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What the load generator is asked to do: a closed loop on each connection.
 *
 * @param url of {@code /execute}, or of {@code /v1/executions} where events are read
 * @param token a valid bearer token
 * @param body of each request
 * @param warmupSeconds requests sent meanwhile are not measured
 * @param reading what each does with its execution
 */
record Load(
    String url,
    String token,
    String body,
    int connections,
    int warmupSeconds,
    int measuredSeconds,
    Reading reading) {
  /** How a caller comes to its answer. */
  enum Reading {
    /** It waits for it. */
    AWAITED,
    /** It starts the execution and reads its events to the end. */
    WATCHED
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What came of it; all but {@code sent} and {@code errors} count the measured time only.
   *
   * @param sent every request, the warm-up's included
   * @param errors answers of the whole run that were not a success with the model's answer
   * @param firstError the first of them, or empty
   */
  record Report(
      long sent,
      long errors,
      String firstError,
      long measured,
      double perSecond,
      double p50Millis,
      double p99Millis) {
    String toJson() {
      return write(this);
    }

    static Report parse(String json) {
      return read(json, Report.class);
    }
  }

  String toJson() {
    return write(this);
  }

  static Load parse(String json) {
    return read(json, Load.class);
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
