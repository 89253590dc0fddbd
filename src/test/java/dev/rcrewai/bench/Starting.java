package dev.rcrewai.bench;

import static java.util.Locale.ROOT;

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
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * From nothing to ready, and the memory of a server that has nothing to do; with the options that
 * the server is shipped with, and the AOT cache that {@code scripts/run.sh} uses.
 */
record Starting(int rounds) implements Scenario {
  private static final Duration IDLE = Duration.ofSeconds(12);
  private static final List<String> BARE = List.of("-XX:+UseSerialGC");
  private static final List<String> SHIPPED =
      List.of("-XX:+UseSerialGC", "-XX:TrimNativeHeapInterval=5000");

  /** As the image sets it. */
  private static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

  /** What was seen of one start. */
  private record Start(double millis, double firstMillis, double idleMib) {}

  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    var cache = plan.home().resolve("target/rcrewai.aot");
    var cached = new ArrayList<>(SHIPPED);
    cached.addAll(List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=auto"));
    var ofBare = new ArrayList<Start>();
    var plain = new ArrayList<Start>();
    var withCache = new ArrayList<Start>();
    try (var lab = Lab.open(folder, plan, sheet, Duration.ZERO)) {
      for (int round = 0; round <= rounds; round++) {
        ofBare.add(start(() -> lab.bare(BARE)));
        plain.add(start(() -> lab.server("plain", ENVIRONMENT, SHIPPED)));
        if (Files.exists(cache)) {
          withCache.add(start(() -> lab.server("cached", ENVIRONMENT, cached)));
        }
      }
    }
    for (var starts : List.of(ofBare, plain, withCache)) {
      if (!starts.isEmpty()) {
        starts.removeFirst(); // it had the files to read from the disk
      }
    }
    report(sheet, "bare, no AOT cache", ofBare, ofBare);
    report(sheet, "rcrewai, no AOT cache", plain, ofBare);
    if (!withCache.isEmpty()) {
      report(sheet, "rcrewai, AOT cache", withCache, ofBare);
    }
  }

  private static void report(Sheet sheet, String who, List<Start> starts, List<Start> bare) {
    double millis = median(starts.stream().map(Start::millis).toList());
    double idle = median(starts.stream().map(Start::idleMib).toList());
    sheet.found(
        String.format(
            ROOT,
            "start, %s: ready after %.0f ms (%.2f ×), first answer %.0f ms, idle %.0f MiB (%.2f ×)",
            who,
            millis,
            millis / median(bare.stream().map(Start::millis).toList()),
            median(starts.stream().map(Start::firstMillis).toList()),
            idle,
            idle / median(bare.stream().map(Start::idleMib).toList())));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** Starts a server. */
  private interface Starter {
    Target start() throws Exception;
  }

  private static Start start(Starter starter) throws Exception {
    long began = System.nanoTime();
    var target = starter.start();
    double millis = (System.nanoTime() - began) / 1e6;
    try (var http = HttpClient.newHttpClient();
        var process = target.process()) {
      TimeUnit.NANOSECONDS.sleep(IDLE.toNanos()); // what a server does before anybody asks
      double idle = target.residentMib();
      var request =
          HttpRequest.newBuilder(URI.create(target.url()))
              .header("Authorization", "Bearer " + target.token())
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(BenchCrews.ONE))
              .build();
      long asked = System.nanoTime();
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(process.pid() + " answered " + answer.body());
      }
      return new Start(millis, (System.nanoTime() - asked) / 1e6, idle);
    }
  }
}
