package dev.rcrewai.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk: so many connections, each asks again when it is answered. */
record Wrk(Path home) {
  private static final Pattern REQUESTS = Pattern.compile("requests +(\\d+) in ([\\d.]+) s");
  private static final Pattern PER_SECOND = Pattern.compile("per second +([\\d.]+)");
  private static final Pattern P50 = Pattern.compile("p50 +([\\d.]+) ms");
  private static final Pattern P99 = Pattern.compile("p99 +([\\d.]+) ms");
  private static final Pattern FAULT =
      Pattern.compile("^(status (?!200 )\\d+|no answer) +([1-9]\\d*)", Pattern.MULTILINE);

  /** What came of posting the body over and over for so long. */
  Load.Report run(Target target, String body, int connections, int seconds) throws Exception {
    var builder =
        new ProcessBuilder(
            "wrk",
            "--threads",
            "1",
            "--connections",
            "" + connections,
            "--duration",
            seconds + "s",
            "--timeout",
            "60s",
            "--script",
            home.resolve("scripts/lib/load.lua").toString(),
            target.url());
    builder.environment().put("LOAD_TOKEN", target.token());
    builder.environment().put("LOAD_BODY", body);
    var process = builder.redirectErrorStream(true).start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("wrk failed: " + text);
    }
    return report(text);
  }

  static Load.Report report(String text) {
    long requests = Long.parseLong(find(REQUESTS, text).group(1));
    var faults = FAULT.matcher(text);
    long errors = 0;
    var first = "";
    while (faults.find()) {
      errors += Long.parseLong(faults.group(2));
      first = first.isEmpty() ? faults.group().strip() : first;
    }
    return new Load.Report(
        requests,
        errors,
        first,
        requests,
        Double.parseDouble(find(PER_SECOND, text).group(1)),
        Double.parseDouble(find(P50, text).group(1)),
        Double.parseDouble(find(P99, text).group(1)));
  }

  private static Matcher find(Pattern pattern, String text) {
    var found = pattern.matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("wrk said: " + text);
    }
    return found;
  }
}
