package dev.rcrewai.bench;

import static java.util.Locale.ROOT;

import dev.rcrewai.bench.Lab.Ask;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What an execution costs beside the least that a server can do, with a model that is no wait. */
record NoLatency(List<Integer> connections) implements Scenario {
  private static final int SYNCS = 200;

  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    try (var lab = Lab.open(folder, plan, sheet, Duration.ZERO)) {
      var ours = lab.server("sqlite", Map.of(), List.of());
      var bare = lab.bare(List.of());
      var crowd = new Ask(BenchCrews.ONE, connections.getLast(), plan.seconds());
      lab.warm(ours, crowd);
      lab.warm(bare, crowd);
      for (int many : connections) {
        compare(lab, ours, bare, new Ask(BenchCrews.ONE, many, plan.seconds()));
      }
      sheet.found(
          "one sync of the disk: %.2f ms (the median of %d)"
              .formatted(syncMillis(lab.directory("sync")), SYNCS));
    }
  }

  /** In turn, so that whatever else the machine does meets both. */
  private static void compare(Lab lab, Target ours, Target bare, Ask ask) throws Exception {
    var ofOurs = new ArrayList<Row>();
    var ofBare = new ArrayList<Row>();
    for (int round = 0; round < lab.plan().rounds(); round++) {
      ofOurs.add(lab.measure("no-latency", ours, ask));
      ofBare.add(lab.measure("no-latency", bare, ask));
    }
    report(lab.sheet(), ask, ofOurs, ofBare);
  }

  private static void report(Sheet sheet, Ask ask, List<Row> ours, List<Row> bare) {
    ToDoubleFunction<Row> rate = row -> row.report().perSecond();
    ToDoubleFunction<Row> cpu = row -> row.cost().cpuMicros();
    ToDoubleFunction<Row> median = row -> row.report().p50Millis();
    sheet.found(
        String.format(
            ROOT,
            "no-latency, %s, sqlite against bare: requests a second %.2f ×, CPU each %.1f ×,"
                + " %.2f ms more at the median",
            ask,
            mean(ours, rate) / mean(bare, rate),
            mean(ours, cpu) / mean(bare, cpu),
            mean(ours, median) - mean(bare, median)));
  }

  private static double mean(List<Row> rows, ToDoubleFunction<Row> figure) {
    return rows.stream().mapToDouble(figure).average().orElseThrow();
  }

  private static double syncMillis(Path directory) throws Exception {
    var latencies = new Latencies();
    try (var file =
        FileChannel.open(
            directory.resolve("sync"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < SYNCS; i++) {
        long began = System.nanoTime();
        file.write(ByteBuffer.allocate(4_096));
        file.force(false);
        latencies.add(System.nanoTime() - began);
      }
    }
    return latencies.percentileMillis(0.50);
  }
}
