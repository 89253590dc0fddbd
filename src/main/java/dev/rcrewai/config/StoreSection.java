package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.flag;
import static dev.rcrewai.config.Rule.label;
import static dev.rcrewai.config.Rule.oneOf;
import static dev.rcrewai.config.Rule.path;
import static dev.rcrewai.config.Rule.seconds;
import static dev.rcrewai.config.Rule.serverUrls;
import static dev.rcrewai.config.Rule.wholeNumber;

import dev.rcrewai.config.StoreSettings.Database;
import dev.rcrewai.config.StoreSettings.Kind;
import dev.rcrewai.config.StoreSettings.Redis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where journals are kept. */
final class StoreSection {
  static final Section STORE = new Section("store", "The store");
  static final Key<Kind> KIND =
      STORE.optional(
          "STORE",
          "kind",
          oneOf("sqlite", "postgres", "redis").map(word -> Kind.valueOf(upper(word))),
          "Where journals are kept; postgres where DATABASE_URL is set, else redis where REDIS_URL"
              + " is set, else sqlite, which serves one node");
  static final Key<Path> DATA_DIR =
      STORE.key(
          "DATA_DIR",
          "data_dir",
          path(),
          "data",
          "The directory of the embedded store and of the secret that the server made");
  static final Key<Boolean> ALLOW_SINGLE_NODE =
      STORE.key(
          "ALLOW_SINGLE_NODE",
          "allow_single_node",
          flag(),
          "false",
          "Whether the embedded store, which serves one node, may be used inside Kubernetes");
  static final Key<Secret> DATABASE_URL =
      STORE.secret(
          "DATABASE_URL",
          "database_url",
          serverUrls("postgres", "postgresql"),
          "The PostgreSQL database, postgresql://user:password@host:port/database; ?sslmode=require"
              + " or verify-full for TLS");
  static final Key<Integer> DB_POOL_SIZE =
      STORE.key(
          "DB_POOL_SIZE",
          "db_pool_size",
          wholeNumber(1, 1_000),
          "5",
          "Connections to the database for queries; one more listens");
  static final Key<Duration> DB_CHECKOUT_TIMEOUT =
      STORE.key(
          "DB_CHECKOUT_TIMEOUT",
          "db_checkout_timeout",
          seconds("0.1", "600"),
          "5",
          "The longest wait for a connection to the database, and for an answer on it");
  static final Key<Duration> DB_REAPING_FREQUENCY =
      STORE.key(
          "DB_REAPING_FREQUENCY",
          "db_reaping_frequency",
          seconds("0.1", "3600"),
          "10",
          "How often idle connections to the database are closed");
  static final Key<Secret> REDIS_URL =
      STORE.secret(
          "REDIS_URL",
          "redis_url",
          serverUrls("redis", "rediss"),
          "The Redis, redis://user:password@host:port/database, rediss:// for TLS; or its"
              + " Sentinels, separated by commas; beside DATABASE_URL it keeps what nodes share and"
              + " may forget");
  static final Key<String> REDIS_SENTINEL_MASTER =
      STORE.optional(
          "REDIS_SENTINEL_MASTER",
          "redis_sentinel_master",
          label(),
          "The name of the master where REDIS_URL lists Sentinels");
  static final Key<Duration> REDIS_TIMEOUT =
      STORE.key(
          "REDIS_TIMEOUT",
          "redis_timeout",
          seconds("0.1", "600"),
          "5",
          "The longest wait for a connection to Redis, and for an answer on it");
  static final Key<Integer> REDIS_RECONNECT_ATTEMPTS =
      STORE.key(
          "REDIS_RECONNECT_ATTEMPTS",
          "redis_reconnect_attempts",
          wholeNumber(0, 100),
          "3",
          "Attempts at a lost connection to Redis before a call fails");

  private StoreSection() {}

  static StoreSettings read(Values in) {
    var kind = kind(in);
    if (kind == Kind.SQLITE && in.insideKubernetes() && !in.get(ALLOW_SINGLE_NODE)) {
      in.refuse(
          KIND,
          "DATABASE_URL or REDIS_URL, or ALLOW_SINGLE_NODE=true, inside Kubernetes: sqlite serves"
              + " one node");
    }
    var database = database(in, kind);
    var redis = redis(in, kind);
    boolean lacking =
        (kind == Kind.POSTGRES && database == null) || (kind == Kind.REDIS && redis == null);
    return new StoreSettings(
        lacking ? Kind.SQLITE : kind, in.get(DATA_DIR), database, redis); // a problem was added
  }

  /** Which store it is, as far as can be known. */
  static Kind kind(Values in) {
    return in.find(KIND)
        .orElseGet(() -> {
          if (in.isGiven(DATABASE_URL)) {
            return Kind.POSTGRES;
          }
          return in.isGiven(REDIS_URL) ? Kind.REDIS : Kind.SQLITE;
        });
  }

  private static @Nullable Database database(Values in, Kind kind) {
    var url = in.find(DATABASE_URL);
    if (kind != Kind.POSTGRES) {
      return null;
    }
    if (url.isEmpty()) {
      requireGiven(in, DATABASE_URL, "STORE=postgres");
      return null;
    }
    return new Database(
        url.get(), in.get(DB_POOL_SIZE), in.get(DB_CHECKOUT_TIMEOUT), in.get(DB_REAPING_FREQUENCY));
  }

  private static @Nullable Redis redis(Values in, Kind kind) {
    var url = in.find(REDIS_URL);
    var master = in.find(REDIS_SENTINEL_MASTER).orElse(null);
    if (kind == Kind.REDIS && url.isEmpty()) {
      requireGiven(in, REDIS_URL, "STORE=redis");
    }
    if (kind == Kind.SQLITE || url.isEmpty()) {
      return null;
    }
    if (master == null && url.get().get().contains(",")) {
      in.refuse(REDIS_SENTINEL_MASTER, "the master's name, because REDIS_URL lists Sentinels");
    }
    return new Redis(url.get(), master, in.get(REDIS_TIMEOUT), in.get(REDIS_RECONNECT_ATTEMPTS));
  }

  private static void requireGiven(Values in, Key<?> key, String beside) {
    if (!in.isGiven(key)) {
      in.refuse(key, "a value beside " + beside);
    }
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }
}
