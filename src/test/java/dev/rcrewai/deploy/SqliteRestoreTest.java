package dev.rcrewai.deploy;

import dev.rcrewai.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A lost data directory. */
class SqliteRestoreTest extends RestoreDrill {
  @Override
  Map<String, String> store() {
    Programs.require("sqlite3");
    return Map.of();
  }

  @Override
  void destroy() throws IOException {
    var data = Path.of(server.settings.get("DATA_DIR"));
    try (var files = Files.list(data)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
  }
}
