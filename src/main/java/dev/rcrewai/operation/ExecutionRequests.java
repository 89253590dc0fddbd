package dev.rcrewai.operation;

import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.ExecutionRequest.Idempotency;
import dev.rcrewai.execution.Webhook;
import dev.rcrewai.step.ProviderKeys;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a caller asks to run; the body has been checked against the document. */
final class ExecutionRequests {
  private static final long TIMEOUT_SECONDS_MAX = 10_000_000;

  private ExecutionRequests() {}

  static ExecutionRequest of(
      Exchange exchange, JsonObject body, String operation, ProviderKeys keys) {
    return new ExecutionRequest(
        exchange.caller().userId(),
        body.getString("crew_name"),
        body.getJsonObject("inputs", new JsonObject()).getMap(),
        body.getString("request_id"),
        timeout(body.getNumber("timeout")),
        body.getInteger("max_retries"),
        metadata(exchange, body.getJsonObject("metadata")),
        webhook(body.getJsonObject("webhook")),
        idempotency(exchange, operation),
        keys,
        keyNames(body));
  }

  /** Which of the keys that are kept for the caller pays, by provider. */
  static Map<String, String> keyNames(JsonObject body) {
    var names = new LinkedHashMap<String, String>();
    body.getJsonObject("provider_keys", new JsonObject())
        .forEach(entry -> names.put(entry.getKey(), String.valueOf(entry.getValue())));
    return names;
  }

  private static @Nullable Webhook webhook(@Nullable JsonObject webhook) {
    if (webhook == null) {
      return null;
    }
    var chosen = webhook.getJsonArray("events");
    var events =
        chosen == null
            ? Webhook.EVENTS_DEFAULT
            : chosen.stream().map(String::valueOf).distinct().toList();
    return new Webhook(webhook.getString("url"), events);
  }

  /** The caller's key for this operation, or null. */
  static @Nullable Idempotency idempotency(Exchange exchange, String operation) {
    return exchange
        .header("Idempotency-Key")
        .map(key -> new Idempotency(operation, key, sha256(exchange.body().getBytes())))
        .orElse(null);
  }

  private static @Nullable Duration timeout(@Nullable Number seconds) {
    if (seconds == null) {
      return null;
    }
    var bounded = new BigDecimal(seconds.toString()).min(BigDecimal.valueOf(TIMEOUT_SECONDS_MAX));
    return Duration.ofMillis(
        bounded.movePointRight(3).setScale(0, RoundingMode.CEILING).longValueExact());
  }

  /** The caller's own, and the trace that every node goes on with. */
  private static Map<String, String> metadata(Exchange exchange, @Nullable JsonObject metadata) {
    var texts = new LinkedHashMap<String, String>();
    if (metadata != null) {
      metadata.forEach(entry -> texts.put(entry.getKey(), String.valueOf(entry.getValue())));
    }
    return exchange.trace().recordedIn(texts);
  }

  private static String sha256(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
