package dev.rcrewai.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a tool is called for which another server answers: what any node needs for it, also one
 * that has never seen the crew's file.
 *
 * @param server the name of the MCP server
 * @param tool what that server calls it
 * @param headers arguments, by JSON pointer, that go along as headers of these names
 * @param address where the crew says that the server is; null where each node's operator does
 */
public record ToolHome(
    String server,
    String tool,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Map<String, String> headers,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Address address) {
  public ToolHome {
    headers = Map.copyOf(headers);
  }

  /**
   * A server that a crew names.
   *
   * @param headers sent to it, with {@code ${names}} of secrets, never with their values
   * @param timeout of one call
   */
  public record Address(
      URI url,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
          Map<String, String> headers,
      Duration timeout) {
    public Address {
      headers = Map.copyOf(headers);
    }
  }
}
