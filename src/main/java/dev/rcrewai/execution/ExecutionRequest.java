package dev.rcrewai.execution;

import dev.rcrewai.step.ProviderKeys;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for, whatever door it came through.
 *
 * @param timeout null for the server's
 * @param maxRetries replaces each task's own, or null
 * @param requestId correlates only, or null
 * @param webhook where to call back, or null
 * @param keys lent for this execution alone
 * @param keyNames by provider, the name of a key that is kept for the caller
 */
public record ExecutionRequest(
    String caller,
    String crewName,
    Map<String, Object> inputs,
    @Nullable String requestId,
    @Nullable Duration timeout,
    @Nullable Integer maxRetries,
    Map<String, String> metadata,
    @Nullable Webhook webhook,
    @Nullable Idempotency idempotency,
    ProviderKeys keys,
    Map<String, String> keyNames) {

  /**
   * The caller's idempotency key.
   *
   * @param operation scopes the key, with the caller
   * @param bodyHash of what was asked
   */
  public record Idempotency(String operation, String key, String bodyHash) {}
}
