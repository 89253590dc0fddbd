package dev.rcrewai;

import java.nio.file.Path;
import java.util.Map;

/** People are waited for on SQLite. */
class HumanInputOnSqliteTest extends HumanInputRules {
  @Override
  Map<String, String> store(Path dir) {
    return Map.of();
  }

  @Override
  boolean isShared() {
    return false;
  }
}
