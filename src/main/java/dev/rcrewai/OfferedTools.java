package dev.rcrewai;

import dev.rcrewai.config.ToolOffer;
import dev.rcrewai.config.ToolSettings;
import dev.rcrewai.config.UserAgent;
import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.Tool;
import dev.rcrewai.tool.Tools;
import dev.rcrewai.tool.file.AnswerFile;
import dev.rcrewai.tool.file.FileReader;
import dev.rcrewai.tool.file.FileWriter;
import dev.rcrewai.tool.http.HttpRequest;
import dev.rcrewai.tool.http.HttpTool;
import dev.rcrewai.tool.mail.EmailSender;
import dev.rcrewai.tool.math.Calculator;
import dev.rcrewai.tool.mcp.McpServer;
import dev.rcrewai.tool.pdf.PdfProcessor;
import dev.rcrewai.tool.sql.SqlDatabase;
import dev.rcrewai.tool.web.WebSearch;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tools that an operator offers: built-in ones that are enabled, and those of others. */
public final class OfferedTools implements AutoCloseable {
  /** How long the start waits for the tools of one server. */
  private static final Duration MCP_MAX = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final ToolSettings settings;
  private final Clock clock;
  private final FileJail jail;
  private final DeclaredTools declared;
  private final GuardedHttp http;
  private final List<McpServer> mcp;

  OfferedTools(Vertx vertx, ToolSettings settings, Clock clock) {
    this.vertx = vertx;
    this.settings = settings;
    this.clock = clock;
    jail = new FileJail(settings.filesDir(), settings.fileBytesMax());
    declared = DeclaredTools.read(settings.offer());
    http = http(vertx, settings.offer(), clock);
    var secrets = settings.offer().secrets();
    mcp = declared.mcp().stream().map(server -> new McpServer(server, secrets, http)).toList();
  }

  /** Their names, for checking crews without running any. */
  public static Set<String> names(ToolSettings settings) {
    var names = new HashSet<>(settings.offer().enabled());
    others().forEach(tool -> names.add(tool.spec().name()));
    var declared = DeclaredTools.read(settings.offer());
    declared.http().forEach(tool -> names.add(tool.spec().name()));
    for (var server : declared.mcp()) {
      server.tools().forEach(tool -> names.add(server.offeredName(tool)));
    }
    if (!declared.sql().isEmpty()) {
      names.add(SqlDatabase.NAME);
    }
    if (settings.offer().mail() != null) {
      names.add(EmailSender.NAME);
    }
    return names;
  }

  /**
   * All of them, ready to be called, and what the engine itself calls. Blocks while it asks MCP
   * servers for theirs.
   */
  Tools tools() {
    return new Tools(all(), List.of(new AnswerFile(jail, settings.offer().callerBytesMax())));
  }

  private List<Tool> all() {
    List<Tool> all = new ArrayList<>(others());
    settings.offer().enabled().stream().map(this::builtIn).forEach(all::add);
    var secrets = settings.offer().secrets();
    declared.http().forEach(tool -> all.add(new HttpTool(tool, secrets, http)));
    if (!declared.sql().isEmpty()) {
      all.add(new SqlDatabase(vertx, declared.sql(), secrets, clock));
    }
    mcp.forEach(server -> all.addAll(toolsOf(server)));
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
    mcp.forEach(McpServer::close);
  }

  private List<Tool> toolsOf(McpServer server) {
    try {
      return server.tools(clock.instant().plus(MCP_MAX));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the start was interrupted", e);
    }
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
