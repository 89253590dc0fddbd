package dev.rcrewai.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Opens many event streams on one small server, once with fast readers only and once with some that
 * hardly read, and prints how late the fast ones hear a model, and the server's memory.
 */
@Command(
    name = "scripts/bench.sh slow-readers",
    mixinStandardHelpOptions = true,
    description = "Event streams of a server with 512 MiB, with and without slow readers.")
public final class SlowReadersBench implements Callable<Integer> {
  private static final Duration LISTENING =
      TalkModel.GATHERING.plus(TalkModel.TICK.multipliedBy(TalkModel.TICKS)).plusSeconds(25);
  private static final Pattern MEMORY =
      Pattern.compile("rcrewai_memory_usage_bytes(?:\\{[^}]*})? ([0-9.E]+)");

  /** Readers gather while the first task is done; the second one is what they read. */
  private static final String CREW =
      """
      name: talk
      process: sequential
      agents:
        speaker:
          role: Speaker
          goal: Talk
          backstory: You talk.
          llm: openai/talk
      tasks:
        wait:
          description: Wait
          expected_output: A word
          agent: speaker
        talk:
          description: Talk
          expected_output: A speech
          agent: speaker
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(names = "--streams", defaultValue = "5000", description = "default ${DEFAULT-VALUE}")
  private int streams;

  @Option(names = "--executions", defaultValue = "10", description = "default ${DEFAULT-VALUE}")
  private int executions;

  @Option(
      names = "--slow-of",
      defaultValue = "5",
      description = "every one of so many readers is slow, default ${DEFAULT-VALUE}")
  private int slowOf;

  @Option(names = "--rounds", defaultValue = "2", description = "default ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--home", hidden = true)
  private Path home = Path.of("");

  private final HttpClient http = HttpClient.newHttpClient();

  public static void main(String[] args) {
    Bench.main(new SlowReadersBench(), args);
  }

  /** 0 when every fast reader saw its stream to the end. */
  @Override
  public Integer call() throws Exception {
    return Bench.inFolder(this::run);
  }

  private int run(Path folder) throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%,d event streams of %d executions, each written %,d characters every %d ms; a server of"
            + " 512 MiB; %d cores for all processes; JDK %s.%n%n",
        streams,
        executions,
        TalkModel.CHUNK_CHARS,
        TalkModel.TICK.toMillis(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version());
    System.out.printf(
        "%-12s %5s %8s %8s %8s %10s %10s %14s %14s%n",
        "readers", "round", "streams", "ended", "cut", "p50 ms", "p99 ms", "memory before", "most");
    var ratios = new ArrayList<String>();
    boolean valid = true;
    for (int round = 1; round <= rounds; round++) {
      var fast = measure(folder, "fast", round, 0);
      var mixed = measure(folder, "mixed", round, slowOf);
      ratios.add("%.2f".formatted(mixed.p99Millis() / fast.p99Millis()));
      valid &= fast.ended() == streams && mixed.ended() == streams - slow(slowOf);
    }
    System.out.println("\np99 of the fast beside slow readers / alone, by round: " + ratios);
    if (!valid) {
      System.err.println("NOT VALID: a fast reader did not see the end. Logs: " + folder);
    }
    return valid ? 0 : 1;
  }

  private int slow(int of) {
    return of == 0 ? 0 : (streams + of - 1) / of;
  }

  private StreamReaders.Report measure(Path folder, String name, int round, int of)
      throws Exception {
    var here = folder.resolve(name + round);
    Files.createDirectories(here);
    try (var model = Bench.started(here, "model", TalkModel.class);
        var server = server(here, Bench.address(model))) {
      var url = Bench.address(server);
      var ids = started(url);
      var readers = new StreamReaders(url, ServerUnderTest.token(), ids, streams, of);
      var vertx = Vertx.vertx();
      try {
        long end = System.nanoTime() + LISTENING.toNanos();
        vertx
            .deployVerticle(readers)
            .toCompletionStage()
            .toCompletableFuture()
            .get(1, TimeUnit.MINUTES);
        double before = memory(url);
        double most = before;
        while (System.nanoTime() < end) {
          LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
          most = Math.max(most, memory(url));
        }
        var report = readers.report();
        print(name, round, report, before, most);
        return report;
      } finally {
        vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
      }
    }
  }

  private static void print(
      String name, int round, StreamReaders.Report report, double before, double most) {
    System.out.printf(
        Locale.ROOT,
        "%-12s %5d %,8d %,8d %,8d %10.1f %10.1f %,10.0f MiB %,10.0f MiB%n",
        name,
        round,
        report.open(),
        report.ended(),
        report.cut(),
        report.p50Millis(),
        report.p99Millis(),
        before,
        most);
  }

  private Child server(Path folder, String model) throws Exception {
    var crew = Files.createDirectories(folder.resolve("crews")).resolve("talk.yaml");
    Files.writeString(crew, CREW);
    return ServerUnderTest.start(
        home, folder, model + "/v1", Map.of(), Map.of(), List.of("-Xmx512m"));
  }

  private List<String> started(String url) throws Exception {
    var ids = new ArrayList<String>();
    var body = "{\"crew_name\":\"talk\"}";
    for (int i = 0; i < executions; i++) {
      var request = request(url + "/v1/executions").POST(BodyPublishers.ofString(body)).build();
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 202) {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
      ids.add(JSON.readTree(answer.body()).path("execution_id").asText());
    }
    return ids;
  }

  /** Of the server, in MiB. */
  private double memory(String url) throws Exception {
    var answer = http.send(request(url + "/metrics").build(), BodyHandlers.ofString());
    var found = MEMORY.matcher(answer.body());
    if (!found.find()) {
      throw new IllegalStateException("no memory in " + answer.statusCode() + " " + answer.body());
    }
    return Double.parseDouble(found.group(1)) / (1 << 20);
  }

  private static HttpRequest.Builder request(String url) throws Exception {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + ServerUnderTest.token())
        .header("Content-Type", "application/json");
  }
}
