package dev.rcrewai.bench;

import static java.util.Locale.ROOT;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Ten times what a server can take: what it accepts is as quick as before, the rest is told so at
 * once, it never stops to look alive, and soon afterwards it is as fast as it was.
 */
record Overload(int seconds) implements Scenario {
  private static final Duration LATENCY = Duration.ofMillis(200);
  private static final int SLOTS = 50;

  /** Seconds of what it is compared with. */
  private static final int CALM_MAX = 12;

  /** A slot is free again after the model's time and our own. */
  private static final int CAPACITY = (int) (SLOTS * 1000 / LATENCY.toMillis());

  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    var settings =
        Map.of("MAX_CONCURRENT_EXECUTIONS", "" + SLOTS, "MAX_QUEUED_EXECUTIONS", "" + SLOTS / 10);
    var vertx = Vertx.vertx();
    try (var lab = Lab.open(folder, plan, sheet, LATENCY)) {
      var ours = lab.server("sqlite", settings, List.of("-Xmx256m"));
      if (plan.warmup() > 0) { // by what comes later: refusals are compiled too
        Flood.run(vertx, ours, CAPACITY * 10, plan.warmup(), 20 * SLOTS);
        lab.pin(ours);
        TimeUnit.SECONDS.sleep(5);
      }
      int calm = Math.min(seconds, CALM_MAX);
      var before = Flood.run(vertx, ours, CAPACITY / 2, calm, SLOTS);
      double heap = ours.residentMib();
      var during = Flood.run(vertx, ours, CAPACITY * 10, seconds, 20 * SLOTS);
      double after = ours.residentMib();
      TimeUnit.SECONDS.sleep(5);
      var later = Flood.run(vertx, ours, CAPACITY / 2, calm, SLOTS);
      report(sheet, "half of its capacity", before);
      report(sheet, "ten times its capacity", during);
      report(sheet, "half of it again, 5 s later", later);
      sheet.found(
          String.format(ROOT, "overload: %.0f MiB resident before, %.0f after", heap, after));
      sheet.ratio("overload, p99 of what is accepted", during.p99Millis(), before.p99Millis());
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private static void report(Sheet sheet, String load, Flood.Report report) {
    sheet.found(
        String.format(
            ROOT,
            "overload, %s: %,d completed (p99 %.0f ms), %,d refused with Retry-After (p99 %.0f ms),"
                + " %,d others; /health/live %d of %d, p99 %.0f ms",
            load,
            report.completed(),
            report.p99Millis(),
            report.refused(),
            report.refusedP99Millis(),
            report.others(),
            report.alive(),
            report.probes(),
            report.probeP99Millis()));
  }
}
