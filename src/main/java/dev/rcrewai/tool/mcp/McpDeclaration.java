package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.tool.SecretText;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A server as an operator or a crew declares it.
 *
 * @param name goes before the names of its tools
 * @param url of a server that is reached over HTTP; null for one that is started here
 * @param headers sent to it, with names of secrets
 * @param command that starts it; empty for one that is reached over HTTP
 * @param environment of that command, which has no other, with names of secrets
 * @param tools that may be called: what crews call them, and what the server does
 * @param readOnly those of them, by the server's names, that change nothing
 * @param timeout of one call
 */
public record McpDeclaration(
    String name,
    @Nullable URI url,
    Map<String, SecretText> headers,
    List<String> command,
    Map<String, SecretText> environment,
    Map<String, String> tools,
    List<String> readOnly,
    Duration timeout) {
  private static final double SECONDS = 30;

  public McpDeclaration {
    headers = Map.copyOf(headers);
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    tools = Map.copyOf(tools);
    readOnly = List.copyOf(readOnly);
  }

  /**
   * Of a part of a file that has been checked against the schema.
   *
   * @param offered what crews call a tool
   */
  public static McpDeclaration of(String name, JsonNode json, UnaryOperator<String> offered) {
    var tools = new LinkedHashMap<String, String>();
    texts(json.path("tools")).forEach(tool -> tools.putIfAbsent(offered.apply(tool), tool));
    return new McpDeclaration(
        name,
        json.has("url") ? URI.create(json.path("url").asText()) : null,
        secrets(json.path("headers")),
        texts(json.path("command")),
        secrets(json.path("environment")),
        tools,
        texts(json.path("read_only")),
        Duration.ofMillis(Math.round(json.path("timeout").asDouble(SECONDS) * 1_000)));
  }

  /** What is wrong with it as a whole, if anything. */
  public Optional<String> problem() {
    if ((url == null) == command.isEmpty()) {
      return Optional.of("give either the url of a server or the command that starts one");
    }
    return readOnly.stream()
        .filter(tool -> !tools.containsValue(tool))
        .findFirst()
        .map(tool -> "read_only names '" + tool + "', which is not among tools");
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  private static Map<String, SecretText> secrets(JsonNode map) {
    var all = new LinkedHashMap<String, SecretText>();
    map.properties().forEach(one -> all.put(one.getKey(), new SecretText(one.getValue().asText())));
    return all;
  }
}
