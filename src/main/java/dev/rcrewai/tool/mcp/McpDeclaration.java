package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.tool.SecretText;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server as an operator declares it.
 *
 * @param name goes before the names of its tools
 * @param url of a server that is reached over HTTP; null for one that is started here
 * @param headers sent to it, with names of secrets
 * @param command that starts it; empty for one that is reached over HTTP
 * @param environment of that command, which has no other, with names of secrets
 * @param tools that may be called, by their own names
 * @param readOnly those of them that change nothing
 * @param timeout of one call
 */
public record McpDeclaration(
    String name,
    @Nullable URI url,
    Map<String, SecretText> headers,
    List<String> command,
    Map<String, SecretText> environment,
    List<String> tools,
    List<String> readOnly,
    Duration timeout) {
  private static final double SECONDS = 30;

  public McpDeclaration {
    headers = Map.copyOf(headers);
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    tools = List.copyOf(tools);
    readOnly = List.copyOf(readOnly);
  }

  /** Of a part of a file that has been checked against the schema. */
  public static McpDeclaration of(String name, JsonNode json) {
    return new McpDeclaration(
        name,
        json.has("url") ? URI.create(json.path("url").asText()) : null,
        secrets(json.path("headers")),
        texts(json.path("command")),
        secrets(json.path("environment")),
        texts(json.path("tools")),
        texts(json.path("read_only")),
        Duration.ofMillis(Math.round(json.path("timeout").asDouble(SECONDS) * 1_000)));
  }

  /** What is wrong with it as a whole, if anything. */
  public Optional<String> problem() {
    if ((url == null) == command.isEmpty()) {
      return Optional.of("give either the url of a server or the command that starts one");
    }
    return readOnly.stream()
        .filter(tool -> !tools.contains(tool))
        .findFirst()
        .map(tool -> "read_only names '" + tool + "', which is not among tools");
  }

  /** The name by which crews use a tool: {@code server__tool}, in the letters that names have. */
  public String offeredName(String tool) {
    String plain = tool.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
    String whole = name + "__" + plain;
    return whole.substring(0, Math.min(whole.length(), 64));
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
