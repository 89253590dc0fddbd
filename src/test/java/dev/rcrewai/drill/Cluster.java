package dev.rcrewai.drill;

import dev.rcrewai.ServerProcess;
import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.config.SettingsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Server nodes in JVMs of their own on one store, before one provider. */
final class Cluster implements AutoCloseable {
  static final int NODES = 3;

  /** What one caller may do without being slowed down. */
  private static final String NO_LIMIT = "1000000";

  private final Path dir;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Member> members;
  private final TokenIssuer issuer;

  /**
   * @param dir for the nodes' files
   * @param with what differs from a drill's usual settings
   */
  Cluster(Path dir, StoreServer store, DrillProvider provider, Map<String, String> with) {
    this(dir, store, provider, with, IntStream.range(0, NODES));
  }

  /**
   * @param numbers of its nodes, by which the provider tells them apart
   */
  Cluster(
      Path dir,
      StoreServer store,
      DrillProvider provider,
      Map<String, String> with,
      IntStream numbers) {
    this.dir = dir;
    DrillCrews.YAML.forEach((name, yaml) -> write("crews/" + name + ".yaml", yaml));
    write("files/shared/" + DrillCrews.FILE, "Tea is at four.");
    write("files/shared/" + DrillCrews.LARGE_FILE, "Tea is at four.\n".repeat(65_000));
    environment.putAll(
        Map.of(
            "CREWS_DIR", dir.resolve("crews").toString(),
            "FILES_DIR", dir.resolve("files").toString(),
            "SERVER_CONFIG", write("server.yaml", "").toString(),
            "JWT_SECRET", "0123456789abcdef0123456789abcdef",
            "HOST", "127.0.0.1",
            "PORT", "0",
            "MANAGEMENT_PORT", "0",
            "LOG_LEVEL", "WARN"));
    environment.putAll(
        Map.of(
            "LLM_PROVIDER", "openai",
            "LLM_MODEL", "drill",
            "OPENAI_API_KEY", "none",
            "LLM_RETRY_LIMIT", "0",
            "CALLER_MAX_EXECUTIONS", NO_LIMIT,
            "CALLER_REQUESTS_PER_SECOND", NO_LIMIT,
            "CALLER_REQUEST_BURST", NO_LIMIT));
    environment.putAll(store.environment());
    environment.putAll(with);
    issuer = new TokenIssuer(new SettingsLoader(environmentOf(0, provider)).load().auth());
    members =
        numbers.mapToObj(number -> new Member(number, environmentOf(number, provider))).toList();
  }

  private Map<String, String> environmentOf(int node, DrillProvider provider) {
    var own = new HashMap<>(environment);
    own.put("OPENAI_BASE_URL", provider.baseUrl(node));
    own.put("DATA_DIR", dir.resolve("data-" + node).toString());
    return own;
  }

  private Path write(String name, String text) {
    try {
      var file = dir.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts all nodes at once and waits until all of them listen. */
  Cluster start() {
    members.forEach(Member::begin);
    members.forEach(Member::awaitListening);
    return this;
  }

  Member member(int number) {
    return members.get(number);
  }

  List<Member> members() {
    return members;
  }

  /** Where the nodes listened last; whoever is down or paused does not answer there. */
  List<URI> addresses() {
    return members.stream().map(Member::address).toList();
  }

  /** A token of that caller, who may run every crew; for any thread. */
  String token(String caller) {
    return issuer.issue(caller, List.of("execute_crew"), Duration.ofHours(2));
  }

  /** How often a node found that others had given it up. */
  long givenUp() {
    return logs().lines().filter(line -> line.contains("others have given this node up")).count();
  }

  /** What all nodes said so far. */
  String logs() {
    var logs = new StringBuilder();
    members.forEach(member -> logs.append(member.logs()));
    return logs.toString();
  }

  @Override
  public void close() {
    members.forEach(Member::close);
  }

  /** One node, and the one that is started in its place when it is gone. */
  static final class Member implements AutoCloseable {
    /** They share few cores: to start soon counts for more than to be fast. */
    private static final List<String> JVM =
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-Xshare:auto");

    private final int number;
    private final Map<String, String> environment;
    private final StringBuilder earlierLogs = new StringBuilder();
    private volatile ServerProcess process;
    private volatile URI address;

    @SuppressWarnings("NullAway.Init") // set by begin and awaitListening
    private Member(int number, Map<String, String> environment) {
      this.number = number;
      this.environment = environment;
    }

    int number() {
      return number;
    }

    URI address() {
      return address;
    }

    ServerProcess process() {
      return process;
    }

    private void begin() {
      process = ServerProcess.begin(environment, JVM, "serve");
    }

    private void awaitListening() {
      address = process.address();
    }

    /** Starts another process in the place of the one that is gone. */
    void start() {
      keepLog();
      process.close();
      begin();
      awaitListening();
    }

    private synchronized void keepLog() {
      earlierLogs.append(log());
    }

    private String log() {
      return process == null ? "" : "--- node " + number + "\n" + process.log() + "\n";
    }

    synchronized String logs() {
      return earlierLogs + log();
    }

    @Override
    public void close() {
      if (process != null) {
        process.close();
      }
    }
  }
}
