package dev.rcrewai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A server that is measured.
 *
 * @param token what it asks its callers for; empty where it asks for nothing
 */
record Target(String name, Child process, String url, String token, GcLog gc) {
  double residentMib() throws IOException {
    return status("VmRSS:") / 1024;
  }

  double residentMostMib() throws IOException {
    return status("VmHWM:") / 1024;
  }

  long openFiles() throws IOException {
    try (var files = Files.list(proc("fd"))) {
      return files.count();
    }
  }

  private double status(String field) throws IOException {
    for (var line : Files.readAllLines(proc("status"))) {
      if (line.startsWith(field)) {
        return Double.parseDouble(line.replaceAll("\\D", ""));
      }
    }
    throw new IllegalStateException("no " + field + " of process " + process.pid());
  }

  private Path proc(String file) {
    return Path.of("/proc", "" + process.pid(), file);
  }
}
