package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.allowList;
import static dev.rcrewai.config.Rule.count;
import static dev.rcrewai.config.Rule.path;
import static dev.rcrewai.config.Rule.seconds;
import static dev.rcrewai.config.Rule.url;
import static dev.rcrewai.config.Rule.wholeNumber;
import static dev.rcrewai.config.ToolRules.crewSecrets;
import static dev.rcrewai.config.ToolRules.namedSecrets;
import static dev.rcrewai.config.ToolRules.ports;
import static dev.rcrewai.config.ToolRules.someOf;

import dev.rcrewai.net.AllowList;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Bounds of tools, and where crews are. */
final class ToolSection {
  static final Section TOOLS = new Section("tools", "Tools");
  static final Key<Path> FILES_DIR =
      TOOLS.key(
          "FILES_DIR",
          "files_dir",
          path(),
          "conf/files",
          "What file tools may read: shared, and callers/<id>, below it");
  static final Key<Integer> FILE_BYTES_MAX =
      TOOLS.key(
          "FILE_MAX_BYTES",
          "file_max_bytes",
          wholeNumber(1, 1_073_741_824),
          "10485760",
          "The largest file that a tool opens");
  static final Key<Integer> RESULT_CHARS_MAX =
      TOOLS.key(
          "TOOL_RESULT_MAX_CHARS",
          "result_max_chars",
          wholeNumber(100, 1_000_000),
          "20000",
          "The longest result that goes back to a model");
  static final Key<URI> WEB_SEARCH_URL =
      TOOLS.key(
          "WEB_SEARCH_URL",
          "web_search_url",
          url(),
          "https://html.duckduckgo.com/html/",
          "DuckDuckGo's HTML page or what speaks like it");
  static final Key<Duration> TIMEOUT =
      TOOLS.key("TOOL_TIMEOUT", "timeout", seconds("0.1", "3600"), "30", "One call of a tool");
  static final Key<List<String>> ENABLED =
      TOOLS.key(
          "TOOLS_ENABLED",
          "enabled",
          someOf(
              "calculator",
              "file_reader",
              "file_writer",
              "http_request",
              "pdf_processor",
              "web_search"),
          "calculator,file_reader,pdf_processor,web_search",
          "Built-in tools that crews may use");
  static final Key<Long> CALLER_BYTES_MAX =
      TOOLS.key(
          "FILES_MAX_BYTES",
          "files_max_bytes",
          count(1L << 50),
          "1073741824",
          "Bytes of all files of one caller together; file_writer writes no more");
  static final Key<AllowList> NETWORK_ALLOWED =
      TOOLS.optional(
          "TOOL_NETWORK_ALLOW",
          "network_allow",
          allowList(),
          "Hosts, addresses and blocks that tools may call though they are not public, at any port;"
              + " separated by commas");
  static final Key<List<Integer>> NETWORK_PORTS =
      TOOLS.key(
          "TOOL_NETWORK_PORTS",
          "network_ports",
          ports(),
          "80,443",
          "Ports of public hosts that tools may call");
  static final Key<Path> DIR =
      TOOLS.key("TOOLS_DIR", "dir", path(), "conf/tools", "Files that declare more tools");
  static final Key<Secret> SECRETS =
      TOOLS.secret(
          "TOOL_SECRETS",
          "secrets",
          namedSecrets(),
          "What those files mean by ${name}, as name: value in YAML or JSON");

  static final Key<CrewSecrets> CREW_SECRETS =
      TOOLS.optional(
          "TOOL_CREW_SECRETS",
          "crew_secrets",
          crewSecrets(),
          "Which of those secrets crews may name for MCP servers of their own, each with the only"
              + " place that it may be sent to");

  static final Section CREWS = new Section("crews", "Crews");
  static final Key<Path> CREWS_DIR =
      CREWS.key("CREWS_DIR", "dir", path(), "conf/crews", "The directory of the crews");
  static final Key<Duration> RELOAD_INTERVAL =
      CREWS.key(
          "CREWS_RELOAD_INTERVAL",
          "reload_interval",
          seconds("0.1", "3600"),
          "2",
          "How often it is looked at for changes");

  private ToolSection() {}

  static ToolSettings tools(Values in) {
    return new ToolSettings(
        in.get(FILES_DIR),
        in.get(FILE_BYTES_MAX),
        in.get(RESULT_CHARS_MAX),
        in.get(WEB_SEARCH_URL),
        in.get(TIMEOUT),
        offer(in));
  }

  private static ToolOffer offer(Values in) {
    return new ToolOffer(
        in.get(ENABLED),
        in.get(CALLER_BYTES_MAX),
        in.find(NETWORK_ALLOWED).orElse(AllowList.NONE),
        Set.copyOf(in.get(NETWORK_PORTS)),
        in.get(DIR),
        in.findOrAwait(SECRETS).map(NamedSecrets::new).orElse(NamedSecrets.NONE),
        in.find(CREW_SECRETS).orElse(CrewSecrets.NONE),
        MailSection.read(in));
  }

  static CrewSettings crews(Values in) {
    return new CrewSettings(in.get(CREWS_DIR), in.get(RELOAD_INTERVAL));
  }
}
