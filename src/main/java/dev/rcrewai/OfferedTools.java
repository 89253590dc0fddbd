package dev.rcrewai;

import dev.rcrewai.config.ToolOffer;
import dev.rcrewai.config.ToolSettings;
import dev.rcrewai.config.UserAgent;
import dev.rcrewai.crew.Automation;
import dev.rcrewai.crew.CrewServer;
import dev.rcrewai.crew.LinkedFlow;
import dev.rcrewai.execution.ToolSource;
import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.SecretText;
import dev.rcrewai.tool.Tool;
import dev.rcrewai.tool.Tools;
import dev.rcrewai.tool.file.AnswerFile;
import dev.rcrewai.tool.file.FileReader;
import dev.rcrewai.tool.file.FileWriter;
import dev.rcrewai.tool.http.HttpRequest;
import dev.rcrewai.tool.http.HttpTool;
import dev.rcrewai.tool.mail.EmailSender;
import dev.rcrewai.tool.math.Calculator;
import dev.rcrewai.tool.mcp.McpDeclaration;
import dev.rcrewai.tool.mcp.McpServers;
import dev.rcrewai.tool.mcp.Told;
import dev.rcrewai.tool.pdf.PdfProcessor;
import dev.rcrewai.tool.sql.SqlDatabase;
import dev.rcrewai.tool.web.WebSearch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tools that crews can have: what an operator offers (built-in ones that are enabled, and those
 * of others), and those of the crews' own MCP servers.
 */
public final class OfferedTools implements ToolSource, AutoCloseable {
  private final Vertx vertx;
  private final ToolSettings settings;
  private final Clock clock;
  private final FileJail jail;
  private final DeclaredTools declared;
  private final GuardedHttp http;
  private final McpServers mcp;
  private final Tools tools;

  OfferedTools(Vertx vertx, ToolSettings settings, Clock clock) {
    this.vertx = vertx;
    this.settings = settings;
    this.clock = clock;
    jail = new FileJail(settings.filesDir(), settings.fileBytesMax());
    declared = DeclaredTools.read(settings.offer());
    http = http(vertx, settings.offer(), clock);
    var offer = settings.offer();
    mcp = new McpServers(vertx, declared.mcp(), offer.secrets(), offer.crewSecrets(), http, clock);
    tools = new Tools(all(), List.of(new AnswerFile(jail, offer.callerBytesMax())), mcp);
  }

  /** Their names, for checking crews without running any. */
  public static Set<String> names(ToolSettings settings) {
    var names = new HashSet<>(settings.offer().enabled());
    others().forEach(tool -> names.add(tool.spec().name()));
    var declared = DeclaredTools.read(settings.offer());
    declared.http().forEach(tool -> names.add(tool.spec().name()));
    for (var server : declared.mcp()) {
      names.addAll(server.tools().keySet());
    }
    if (!declared.sql().isEmpty()) {
      names.add(SqlDatabase.NAME);
    }
    if (settings.offer().mail() != null) {
      names.add(EmailSender.NAME);
    }
    return names;
  }

  /** Begins to ask MCP servers for their tools; returns at once. */
  void start() {
    mcp.start();
  }

  /** These crews are served now. */
  void serve(List<Automation> crews) {
    mcp.serve(
        crews.stream()
            .flatMap(crew -> crew.members().stream())
            .flatMap(crew -> crew.mcp().stream())
            .distinct()
            .map(OfferedTools::of)
            .toList());
  }

  /** Completes when each MCP server was asked once, at the latest after this time. */
  Future<Void> asked(Duration max) {
    return mcp.asked(max);
  }

  /** All of them, ready to be called, and what the engine itself calls. */
  Tools tools() {
    return tools;
  }

  /** What this server offers to every crew, whether it can be called at this moment or not. */
  Set<String> names() {
    var names = new HashSet<>(tools.catalog().names());
    declared.mcp().forEach(server -> names.addAll(server.tools().keySet()));
    return names;
  }

  /** The names of secrets in a text that crews may not have sent to that address. */
  List<String> missingSecrets(String text, URI url) {
    var offer = settings.offer();
    return new SecretText(text).missing(offer.secrets().sentTo(url, offer.crewSecrets()));
  }

  @Override
  public Found find(List<CrewServer> own, String tool) {
    var spec = tools.catalog().spec(tool);
    if (spec != null) {
      return new Known(spec);
    }
    return own.stream()
        .filter(server -> server.tools().containsKey(tool))
        .findFirst()
        .map(server -> mcp.find(of(server), tool))
        .or(() -> mcp.find(tool))
        .map(OfferedTools::found)
        .orElseGet(() -> new NotYet("this server offers no tool '" + tool + "'"));
  }

  /** Why executions of this crew cannot be accepted at this moment; empty where they can. */
  List<String> missing(Automation crew) {
    var ofFlow =
        crew instanceof LinkedFlow flow
            ? missing(List.of(), flow.flow().toolNames())
            : Stream.<String>empty();
    var ofCrews =
        crew.members().stream().flatMap(member -> missing(member.mcp(), member.toolNames()));
    return Stream.concat(ofFlow, ofCrews).distinct().toList();
  }

  private Stream<String> missing(List<CrewServer> own, List<String> names) {
    return names.stream()
        .map(tool -> find(own, tool) instanceof NotYet(var why) ? why : "")
        .filter(why -> !why.isEmpty());
  }

  private static Found found(Told told) {
    return switch (told) {
      case Told.Known(var spec) -> new Known(spec);
      case Told.NotYet(var why) -> new NotYet(why);
    };
  }

  private static McpDeclaration of(CrewServer server) {
    var headers = new HashMap<String, SecretText>();
    server.headers().forEach((name, text) -> headers.put(name, new SecretText(text)));
    return new McpDeclaration(
        server.name(),
        server.url(),
        headers,
        List.of(),
        Map.of(),
        server.tools(),
        List.copyOf(server.readOnly()),
        server.timeout());
  }

  private List<Tool> all() {
    List<Tool> all = new ArrayList<>(others());
    settings.offer().enabled().stream().map(this::builtIn).forEach(all::add);
    var secrets = settings.offer().secrets();
    declared.http().forEach(tool -> all.add(new HttpTool(tool, secrets, http)));
    if (!declared.sql().isEmpty()) {
      all.add(new SqlDatabase(vertx, declared.sql(), secrets, clock));
    }
    var mail = settings.offer().mail();
    if (mail != null) {
      all.add(new EmailSender(vertx, mail, jail));
    }
    return all;
  }

  /** The way to the network that they share. */
  GuardedHttp http() {
    return http;
  }

  /** Ends what was started for them. */
  @Override
  public void close() {
    mcp.close();
  }

  /** Public hosts at the usual ports, and what the operator allows beside them. */
  private static GuardedHttp http(Vertx vertx, ToolOffer offer, Clock clock) {
    var allowed = offer.allowed();
    return new GuardedHttp(
        vertx,
        new AddressGuard(allowed),
        (host, address, port) ->
            offer.ports().contains(port) || allowed.contains(host) || allowed.contains(address),
        UserAgent.value(),
        clock);
  }

  private static List<Tool> others() {
    return Tools.foundBy(OfferedTools.class.getClassLoader());
  }

  private Tool builtIn(String name) {
    return switch (name) {
      case "calculator" -> new Calculator();
      case "file_reader" -> new FileReader(jail, settings.resultCharsMax());
      case "file_writer" -> new FileWriter(jail, settings.offer().callerBytesMax());
      case "http_request" -> new HttpRequest(http);
      case "pdf_processor" -> pdf();
      case "web_search" ->
          new WebSearch(
              vertx, settings.webSearchUrl(), new AddressGuard(), UserAgent.value(), clock);
      default -> throw new IllegalArgumentException("there is no built-in tool " + name);
    };
  }

  private Tool pdf() {
    return new PdfProcessor(new FileJail(settings.filesDir(), PdfProcessor.FILE_BYTES_MAX), clock);
  }
}
