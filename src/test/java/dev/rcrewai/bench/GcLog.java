package dev.rcrewai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a JVM's {@code -Xlog:gc} says of its heap: how long it paused, and how much was allocated.
 */
record GcLog(Path file) {
  private static final Pattern PAUSE =
      Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\) (\\d+\\.\\d+)ms");

  /** The option that has the JVM write it. */
  String option() {
    return "-Xlog:gc:file=" + file + "::filecount=0";
  }

  /** How many lines there are now. */
  int mark() throws IOException {
    return lines().size();
  }

  /**
   * Between two collections the heap grows by what is allocated; known to a mebibyte, and only as
   * far as collections go.
   *
   * @param allocatedMib from the first collection after the mark to the last
   * @param pauseMillis the 99th percentile; 0 where there was none
   */
  record Since(double allocatedMib, double pauseMillis) {}

  Since since(int mark) throws IOException {
    var pauses = new Latencies();
    double allocated = 0;
    double after = Double.NaN;
    var lines = lines();
    for (var line : lines.subList(mark, lines.size())) {
      var pause = PAUSE.matcher(line);
      if (pause.find()) {
        if (!Double.isNaN(after)) {
          allocated += Double.parseDouble(pause.group(1)) - after;
        }
        after = Double.parseDouble(pause.group(2));
        pauses.add((long) (Double.parseDouble(pause.group(3)) * 1e6));
      }
    }
    return new Since(allocated, pauses.percentileMillis(0.99));
  }

  private List<String> lines() throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
