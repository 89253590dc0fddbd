package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The MCP servers that a crew names: under {@code mcp}, or as CrewAI does, where an agent's {@code
 * mcps} has a URL with a tool behind it.
 */
final class McpFields {
  private McpFields() {}

  /** All of them, in a crew in which nothing is wrong. */
  static List<CrewServer> servers(CrewParts parts) {
    var servers = new ArrayList<CrewServer>();
    parts.head().get("mcp").entries().forEach(node -> servers.add(server(node)));
    var referred = new LinkedHashMap<String, List<McpReference>>();
    for (var agent : parts.agents().entries()) {
      references(agent)
          .forEach(one -> referred.computeIfAbsent(one.server(), _ -> new ArrayList<>()).add(one));
    }
    referred.forEach((name, all) -> servers.add(server(name, all)));
    return servers;
  }

  /** The names by which agents may use tools of the crew's own servers. */
  static List<String> toolNames(CrewParts parts) {
    var names = new ArrayList<String>();
    for (var server : parts.head().get("mcp").entries()) {
      for (var tool : server.get("tools").items()) {
        names.add(CrewServer.offeredName(server.name(), tool.text()));
      }
    }
    return names;
  }

  /** What an agent refers to as CrewAI does; what is none of it is left out. */
  static List<McpReference> references(YamlNode agent) {
    return agent.get("mcps").items().stream()
        .map(item -> McpReference.parse(item.text()))
        .flatMap(Optional::stream)
        .toList();
  }

  /** An address that can be called, or empty. */
  static Optional<URI> url(String text) {
    try {
      var url = new URI(text);
      return Optional.of(url)
          .filter(it -> text.matches("https?://.+"))
          .filter(it -> it.getHost() != null && it.getRawUserInfo() == null)
          .filter(it -> it.getRawFragment() == null);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static CrewServer server(YamlNode node) {
    var headers = new HashMap<String, String>();
    node.get("headers").entries().forEach(it -> headers.put(it.name(), it.json().asText()));
    var seconds = node.get("timeout").json().asDouble(CrewServer.TIMEOUT_SECONDS);
    return new CrewServer(
        node.name(),
        URI.create(node.get("url").text()),
        headers,
        offered(node.name(), texts(node.get("tools"))),
        Set.copyOf(texts(node.get("read_only"))),
        Duration.ofMillis(Math.round(seconds * 1_000)));
  }

  private static CrewServer server(String name, List<McpReference> references) {
    return new CrewServer(
        name,
        references.getFirst().url(),
        Map.of(),
        offered(name, references.stream().map(McpReference::tool).distinct().toList()),
        Set.of(),
        Duration.ofMillis(Math.round(CrewServer.TIMEOUT_SECONDS * 1_000)));
  }

  private static Map<String, String> offered(String server, List<String> tools) {
    return tools.stream()
        .collect(Collectors.toMap(tool -> CrewServer.offeredName(server, tool), tool -> tool));
  }

  private static List<String> texts(YamlNode list) {
    return list.items().stream().map(YamlNode::json).map(JsonNode::asText).toList();
  }
}
