package dev.rcrewai.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where journals are kept.
 *
 * @param dataDir the directory of the embedded store
 * @param database the PostgreSQL database, or null where the kind is another
 * @param redis the Redis, which beside PostgreSQL keeps only what nodes share and may forget; null
 *     where there is none
 */
public record StoreSettings(
    Kind kind, Path dataDir, @Nullable Database database, @Nullable Redis redis) {
  public StoreSettings {
    Require.that((kind == Kind.POSTGRES) == (database != null), "database goes with postgres");
    Require.that(kind != Kind.REDIS || redis != null, "redis needs redis");
    Require.that(kind != Kind.SQLITE || redis == null, "sqlite has no redis beside it");
  }

  /** The stores there are. */
  public enum Kind {
    SQLITE,
    POSTGRES,
    REDIS
  }

  /**
   * A PostgreSQL database.
   *
   * @param url {@code postgresql://user:password@host:port/database?sslmode=…}
   * @param poolSize connections for queries; one more listens
   * @param checkoutTimeout the longest wait for a connection, and for an answer on it
   * @param reapingFrequency how often idle connections are closed
   */
  public record Database(
      Secret url, int poolSize, Duration checkoutTimeout, Duration reapingFrequency) {}

  /**
   * A Redis, or the Sentinels that know it.
   *
   * @param url {@code redis://user:password@host:port/database} or {@code rediss://…}; several,
   *     separated by commas, where they are Sentinels
   * @param sentinelMaster the name by which the Sentinels know the master, or null: no Sentinels
   * @param timeout the longest wait for a connection, and for an answer on it
   * @param reconnectAttempts attempts at a lost connection before a call fails
   */
  public record Redis(
      Secret url, @Nullable String sentinelMaster, Duration timeout, int reconnectAttempts) {}
}
