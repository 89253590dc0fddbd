package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.config.CrewSecrets;
import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.step.ToolHome;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.RemoteTools;
import dev.rcrewai.tool.SecretText;
import dev.rcrewai.tool.Tool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The MCP servers of this node: those of the operator, and those of the crews that it serves now.
 * Calls need none of what these told: what is pinned with an execution is enough, also on a node
 * that has never seen the crew. Thread-safe; does not block.
 */
public final class McpServers implements RemoteTools, AutoCloseable {
  private static final int TRANSPORTS_KEPT_MAX = 1_000;
  private static final Duration UNDECLARED_MAX = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final NamedSecrets secrets;
  private final CrewSecrets crewSecrets;
  private final GuardedHttp http;
  private final InstantSource clock;
  private final Map<String, McpServer> operators = new LinkedHashMap<>();
  private final Map<McpDeclaration, McpServer> crews = new ConcurrentHashMap<>();
  private final Map<ToolHome.Address, Transport> transports = new ConcurrentHashMap<>();

  /**
   * @param declared by the operator
   * @param crewSecrets what headers of the crews' servers may name
   */
  public McpServers(
      Vertx vertx,
      List<McpDeclaration> declared,
      NamedSecrets secrets,
      CrewSecrets crewSecrets,
      GuardedHttp http,
      InstantSource clock) {
    this.vertx = vertx;
    this.secrets = secrets;
    this.crewSecrets = crewSecrets;
    this.http = http;
    this.clock = clock;
    for (var one : declared) {
      var server = new McpServer(vertx, clock, one, null, transport(one));
      if (operators.putIfAbsent(one.name(), server) != null) {
        throw new IllegalArgumentException("two MCP servers are named " + one.name());
      }
    }
  }

  /** Begins to ask the operator's for their tools; returns at once. */
  public void start() {
    operators.values().forEach(McpServer::start);
  }

  /** From now on the crews have these; those that are new are asked, the others forgotten. */
  public synchronized void serve(Collection<McpDeclaration> ofCrews) {
    var wanted = new HashSet<>(ofCrews);
    crews
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !wanted.contains(entry.getKey());
          if (gone) {
            entry.getValue().stop();
          }
          return gone;
        });
    wanted.stream().filter(one -> !crews.containsKey(one)).forEach(this::begin);
  }

  private void begin(McpDeclaration declared) {
    var address = address(declared);
    var server = new McpServer(vertx, clock, declared, address, transport(address));
    crews.put(declared, server);
    server.start();
  }

  /** Completes when each of them was asked once, at the latest after this time. */
  public Future<Void> asked(Duration max) {
    var all = Stream.concat(operators.values().stream(), crews.values().stream());
    var asked = Future.join(all.map(McpServer::asked).toList());
    return Future.any(asked, vertx.timer(max.toMillis(), TimeUnit.MILLISECONDS)).mapEmpty();
  }

  /** What is known of a tool of the operator's servers; empty where none of them has it. */
  public Optional<Told> find(String offered) {
    return operators.values().stream()
        .filter(server -> server.declared().tools().containsKey(offered))
        .findFirst()
        .map(server -> server.tool(offered));
  }

  /** What is known of a tool of a crew's server. */
  public Told find(McpDeclaration ofCrew, String offered) {
    var server = crews.get(ofCrew);
    return server == null
        ? new Told.NotYet("MCP server '" + ofCrew.name() + "' has not told of its tools")
        : server.tool(offered);
  }

  @Override
  public Tool tool(ToolSpec pinned) {
    var home = Objects.requireNonNull(pinned.home(), "a tool without a home");
    var address = home.address();
    if (address != null) {
      return new McpTool(pinned, address.timeout(), transport(address));
    }
    var server = operators.get(home.server());
    return server != null && home.tool().equals(server.declared().tools().get(pinned.name()))
        ? new McpTool(pinned, server.declared().timeout(), server.transport())
        : new McpTool(pinned, UNDECLARED_MAX, new Undeclared());
  }

  @Override
  public Optional<ToolSpec> named(String name) {
    return find(name).map(told -> told instanceof Told.Known(var spec) ? spec : null);
  }

  @Override
  public void close() {
    operators.values().forEach(McpServer::stop);
    operators.values().forEach(server -> server.transport().close());
    crews.values().forEach(McpServer::stop);
  }

  private Transport transport(McpDeclaration declared) {
    var url = declared.url();
    return url == null
        ? new StdioTransport(declared, secrets, clock)
        : new HttpTransport(url, declared.headers(), secrets, http, clock);
  }

  /** Of a crew's server; without a session until it is used, and forgotten at little cost. */
  private Transport transport(ToolHome.Address address) {
    if (transports.size() >= TRANSPORTS_KEPT_MAX) {
      transports.clear();
    }
    return transports.computeIfAbsent(address, this::open);
  }

  private Transport open(ToolHome.Address address) {
    var headers = new HashMap<String, SecretText>();
    address.headers().forEach((name, text) -> headers.put(name, new SecretText(text)));
    var sent = secrets.sentTo(address.url(), crewSecrets);
    return new HttpTransport(address.url(), headers, sent, http, clock);
  }

  private static ToolHome.Address address(McpDeclaration ofCrew) {
    var headers = new HashMap<String, String>();
    ofCrew.headers().forEach((name, text) -> headers.put(name, text.template()));
    var url = Objects.requireNonNull(ofCrew.url(), "a crew's server without a url");
    return new ToolHome.Address(url, headers, ofCrew.timeout());
  }

  /** What an operator's server is whose tool is not allowed here, or not any more. */
  private static final class Undeclared implements Transport {
    @Override
    public JsonNode request(McpRequest request, Instant deadline) throws McpException {
      throw new McpException("whoever runs this server does not offer it any more");
    }

    @Override
    public void close() {}
  }
}
