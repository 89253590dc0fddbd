package dev.rcrewai.bench;

import static java.util.Locale.ROOT;

import dev.rcrewai.bench.Lab.Ask;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Short and long crews in turn: whether heap, memory and open files come back to where they were.
 */
record Flatness(int connections, int rounds) implements Scenario {
  private static final Pattern LIVE = Pattern.compile("Total +\\d+ +(\\d+)");

  @Override
  public void run(Path folder, Lab.Plan plan, Sheet sheet) throws Exception {
    try (var lab = Lab.open(folder, plan, sheet, Duration.ofMillis(20))) {
      var ours = lab.server("sqlite", Map.of(), List.of("-Xmx256m"));
      for (int round = 0; round <= rounds; round++) {
        lab.load(ours, new Ask(BenchCrews.ONE, connections, plan.seconds()));
        lab.load(ours, new Ask(BenchCrews.STEPS, connections, plan.seconds()));
        sheet.found(
            String.format(
                ROOT,
                "mixed, after %d s: %.1f MiB live, %.0f MiB resident, %d open files",
                (round + 1) * 2 * plan.seconds(),
                liveMib(ours),
                ours.residentMib(),
                ours.openFiles()));
      }
    }
  }

  /** After a full collection. */
  private static double liveMib(Target target) throws Exception {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var process =
        new ProcessBuilder(jcmd, "" + target.process().pid(), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    var total = LIVE.matcher(text);
    if (!total.find()) {
      throw new IllegalStateException("jcmd said: " + text);
    }
    return Double.parseDouble(total.group(1)) / (1 << 20);
  }
}
