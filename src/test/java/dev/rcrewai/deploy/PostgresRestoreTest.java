package dev.rcrewai.deploy;

import dev.rcrewai.Programs;
import dev.rcrewai.store.postgres.PostgresServer;
import java.util.Map;

/** A lost database of a real PostgreSQL. */
class PostgresRestoreTest extends RestoreDrill {
  private static final String DATABASE = "restore_drill";

  @Override
  Map<String, String> store() {
    Programs.require("pg_dump");
    PostgresServer.shared().run("CREATE DATABASE " + DATABASE);
    var url = PostgresServer.shared().url().replaceFirst("/postgres$", "/" + DATABASE);
    return Map.of("DATABASE_URL", url);
  }

  @Override
  void destroy() {
    PostgresServer.shared().run("DROP DATABASE " + DATABASE + " WITH (FORCE)");
    PostgresServer.shared().run("CREATE DATABASE " + DATABASE);
  }
}
