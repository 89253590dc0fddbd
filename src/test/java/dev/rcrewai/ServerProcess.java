package dev.rcrewai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A command of ours in a JVM of its own, with this test's classes and nothing of its settings. */
public final class ServerProcess implements AutoCloseable {
  private static final String LISTENING = "listening on ";
  private static final String MANAGEMENT = "  management  http";
  private static final Duration START_MAX = Duration.ofSeconds(90);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

  private final Process process;
  private final CompletableFuture<URI> address = new CompletableFuture<>();
  private final CompletableFuture<URI> management = new CompletableFuture<>();
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private ServerProcess(Process process) {
    this.process = process;
    Thread.ofPlatform().daemon().start(this::read); // reading a pipe holds its thread
  }

  /** Starts {@code serve} and waits until it listens. */
  public static ServerProcess serve(Map<String, String> environment) {
    return start(environment, List.of(), "serve");
  }

  /** Starts a command that prints where it listens, and waits for that. */
  public static ServerProcess start(
      Map<String, String> environment, List<String> options, String... arguments) {
    var started = begin(environment, options, arguments);
    started.address();
    return started;
  }

  /** Starts a command that prints where it listens. */
  public static ServerProcess begin(
      Map<String, String> environment, List<String> options, String... arguments) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of(java, "--enable-native-access=ALL-UNNAMED"));
    command.addAll(coverage());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG"));
    builder.environment().putAll(environment);
    try {
      var process = builder.start();
      // Nothing is left behind when the tests themselves are stopped.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return new ServerProcess(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the child runs counts for the coverage too, where that is measured and it ends well. */
  private static List<String> coverage() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
        .toList();
  }

  private void read() {
    try (var lines = process.inputReader()) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
        if (line.startsWith(LISTENING)) {
          address.complete(URI.create(line.substring(LISTENING.length()).strip()));
        } else if (line.startsWith(MANAGEMENT)) {
          management.complete(URI.create(line.substring(line.indexOf("http"))).resolve("/"));
        }
      }
    } catch (IOException e) {
      log.add(e.toString());
    }
    var early = new IllegalStateException("it ended early:\n" + log());
    address.completeExceptionally(early);
    management.completeExceptionally(early);
  }

  /** Where it listens. */
  public URI address() {
    return printed(address);
  }

  /** Where its management port is, which it prints after that; ends with a slash. */
  public URI management() {
    return printed(management);
  }

  private URI printed(CompletableFuture<URI> address) {
    try {
      return address.get(START_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      process.destroyForcibly();
      throw new AssertionError("it does not listen:\n" + log(), e);
    }
  }

  /** What it printed so far. */
  public String log() {
    return String.join("\n", log);
  }

  /** All that it printed, once it has ended. */
  public String output() {
    address.exceptionally(_ -> URI.create("")).join();
    return log();
  }

  public CompletableFuture<HttpResponse<String>> post(String path, String token, String body) {
    return send(path, token, HttpRequest.Builder::POST, body);
  }

  public HttpResponse<String> get(String path, String token) {
    return send(path, token, (request, _) -> request.GET(), "").join();
  }

  private CompletableFuture<HttpResponse<String>> send(
      String path, String token, Method method, String body) {
    var request =
        HttpRequest.newBuilder(address().resolve(path))
            .timeout(ANSWER_MAX)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json");
    return http.sendAsync(
        method.on(request, HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private interface Method {
    HttpRequest.Builder on(HttpRequest.Builder request, HttpRequest.BodyPublisher body);
  }

  /** {@code kill -9}: nothing of it runs on. */
  public void kill() {
    process.destroyForcibly();
    if (!exitsWithin(Duration.ofSeconds(20))) {
      throw new AssertionError("it cannot be killed");
    }
  }

  /** SIGSTOP: it stands still, and its connections stay open. */
  public void pause() {
    signal("STOP");
  }

  /** SIGCONT: it goes on as if no time had passed. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      if (!kill.waitFor(20, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new AssertionError("kill -" + name + " failed");
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The most memory that it had resident so far, in mebibytes. */
  public long residentMebibytes() {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGTERM, after which it can still be read what it prints. */
  public void askToEnd() {
    signal("TERM");
  }

  public boolean exitsWithin(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Of a process that has exited. */
  public int exitCode() {
    return process.exitValue();
  }

  @Override
  public void close() {
    http.close();
    process.destroyForcibly();
  }
}
