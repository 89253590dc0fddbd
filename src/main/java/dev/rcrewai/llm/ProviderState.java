package dev.rcrewai.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The opaque parts of a reply, as they are recorded: {@code {"<provider>":[parts]}}. Who sends them
 * back asks for its own; those of another provider mean nothing to it.
 */
public final class ProviderState {
  private ProviderState() {}

  /** What is recorded. */
  public static String of(String provider, JsonNode parts) {
    return WireJson.object().set(provider, parts).toString();
  }

  /** The parts, if there are any of this provider. */
  public static Optional<ArrayNode> parts(String provider, @Nullable String recorded) {
    return recorded == null
        ? Optional.empty()
        : Optional.of(WireJson.readOrMissing(recorded.getBytes(StandardCharsets.UTF_8)))
            .filter(state -> state.path(provider).isArray())
            .map(state -> (ArrayNode) state.path(provider));
  }
}
