package dev.rcrewai.crew;

import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * MCP servers of the crew's own: each can be reached by its address, says which of its tools may be
 * called, and is sent no secret that is not meant for it.
 */
final class McpRules {
  private final CrewParts parts;
  private final Set<String> offered;
  private final BiFunction<String, URI, List<String>> missingSecrets;
  private final Findings findings;

  private McpRules(
      CrewParts parts,
      Set<String> offered,
      BiFunction<String, URI, List<String>> missingSecrets,
      Findings findings) {
    this.parts = parts;
    this.offered = offered;
    this.missingSecrets = missingSecrets;
    this.findings = findings;
  }

  /**
   * Checks them.
   *
   * @param offered the names of this server's tools
   * @param missingSecrets the names of secrets in a text that may not be sent to an address
   * @return the names of this server's tools and of those of the crew's own servers
   */
  static Set<String> check(
      CrewParts parts,
      Set<String> offered,
      BiFunction<String, URI, List<String>> missingSecrets,
      Findings findings) {
    var rules = new McpRules(parts, offered, missingSecrets, findings);
    parts.head().get("mcp").entries().forEach(rules::checkServer);
    rules.checkReferences();
    var known = new HashSet<>(offered);
    known.addAll(McpFields.toolNames(parts));
    return known;
  }

  private void checkServer(YamlNode server) {
    if (server.get("command").json().isContainerNode() || server.get("command").isText()) {
      findings.problem(
          server
              .get("command")
              .keyProblem(
                  "a command may only stand in a file of TOOLS_DIR, which whoever runs this server"
                      + " writes; give the url of a server"));
    }
    checkName(server.name(), server);
    checkAddress(server);
    checkTools(server);
  }

  private void checkName(String name, YamlNode place) {
    if (offered.stream().anyMatch(tool -> tool.startsWith(name + "__"))) {
      findings.problem(
          place.keyProblem(
              "this server has an MCP server '" + name + "' of its own; choose another name"));
    }
  }

  private void checkAddress(YamlNode server) {
    var text = server.get("url");
    var url = McpFields.url(text.text());
    if (text.isText() && url.isEmpty()) {
      findings.problem(
          text.problem("a url begins with http:// or https:// and has a host, no user and no #"));
    }
    for (var header : server.get("headers").entries()) {
      url.map(to -> missingSecrets.apply(header.json().asText(), to)).orElse(List.of()).stream()
          .map(name ->
              "no secret '%s' may be sent there; whoever runs this server adds it to TOOL_SECRETS"
                      .formatted(name)
                  + " and TOOL_CREW_SECRETS")
          .map(header::problem)
          .forEach(findings::problem);
    }
  }

  private void checkTools(YamlNode server) {
    var own = new HashMap<String, String>();
    for (var tool : server.get("tools").items()) {
      var name = CrewServer.offeredName(server.name(), tool.text());
      var other = own.putIfAbsent(name, tool.text());
      if (other != null) {
        findings.problem(
            tool.problem("'" + other + "' and '" + tool.text() + "' would both be " + name));
      }
    }
    for (var tool : server.get("read_only").items()) {
      if (!own.containsValue(tool.text())) {
        findings.problem(
            tool.problem("read_only names '" + tool.text() + "', which is not among tools"));
      }
    }
  }

  private void checkReferences() {
    Map<String, URI> urls = new HashMap<>();
    var declared = parts.head().get("mcp").keys();
    for (var agent : parts.agents().entries()) {
      for (var item : agent.get("mcps").items()) {
        var reference = McpReference.parse(item.text());
        if (reference.isEmpty()) {
          findings.problem(item.problem(unusable(item)));
          continue;
        }
        var name = reference.get().server();
        var url = reference.get().url();
        if (declared.contains(name) || !url.equals(urls.computeIfAbsent(name, _ -> url))) {
          findings.problem(
              item.problem(
                  "another server is named '" + name + "' already; write this one under mcp"));
        } else {
          checkName(name, item);
        }
      }
    }
  }

  /** What to write instead of a form of CrewAI's that allows too much, or means nothing here. */
  private static String unusable(YamlNode item) {
    var instead = "; declare the server under mcp of the crew, with its url and tools";
    if (item.isObject()) {
      return item.get("command").json().isMissingNode()
          ? "an agent has no servers of its own" + instead
          : "a command may only stand in a file of TOOLS_DIR, which whoever runs this server"
              + " writes";
    }
    return McpFields.url(item.text()).isPresent()
        ? "this allows whatever tools the server has or will have; name one as '%s#TOOL', or"
                .formatted(item.text())
            + " list them under mcp of the crew"
        : "'" + item.text() + "' is in a catalogue of CrewAI's, which is not here" + instead;
  }
}
