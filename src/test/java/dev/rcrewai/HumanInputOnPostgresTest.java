package dev.rcrewai;

import dev.rcrewai.store.postgres.PostgresServer;
import java.nio.file.Path;
import java.util.Map;

/** People are waited for on PostgreSQL. */
class HumanInputOnPostgresTest extends HumanInputRules {
  @Override
  Map<String, String> store(Path dir) {
    return Map.of("DATABASE_URL", PostgresServer.shared().newSchema());
  }

  @Override
  boolean isShared() {
    return true;
  }
}
