package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An MCP server that a crew itself names, over streamable HTTP. A command can only be named by
 * operators.
 *
 * @param name goes before the names of its tools
 * @param headers sent to it, with {@code ${names}} of secrets
 * @param tools that may be called: what agents call them, and what the server does
 * @param readOnly those of them, by the server's names, that change nothing
 * @param timeout of one call
 */
public record CrewServer(
    String name,
    URI url,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Map<String, String> headers,
    Map<String, String> tools,
    @JsonProperty("read_only")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        Set<String> readOnly,
    Duration timeout) {
  static final double TIMEOUT_SECONDS = 30;

  private static final int NAME_CHARS_MAX = 64;

  public CrewServer {
    headers = Map.copyOf(headers);
    tools = Map.copyOf(tools);
    readOnly = Set.copyOf(readOnly);
  }

  /** The name by which crews use a tool of a server, in the letters that names have. */
  public static String offeredName(String server, String tool) {
    var plain = tool.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
    var whole = server + "__" + plain;
    return whole.substring(0, Math.min(whole.length(), NAME_CHARS_MAX));
  }
}
