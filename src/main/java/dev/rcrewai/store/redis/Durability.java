package dev.rcrewai.store.redis;

import dev.rcrewai.execution.StoreHealth;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Redis keeps, by its own settings. Managed services may forbid to ask; what they do not tell
 * is null.
 *
 * @param appendOnly whether it writes an append-only file
 * @param fsync when that is synced: always, everysec or no
 * @param eviction what it deletes when memory is short
 * @param replicasMin with fewer replicas in touch it takes no writes
 */
record Durability(
    @Nullable Boolean appendOnly,
    @Nullable String fsync,
    @Nullable String eviction,
    @Nullable Integer replicasMin) {

  static Future<Durability> read(Links links) {
    var info = info(links);
    var fsync = setting(links, "appendfsync");
    var replicas = setting(links, "min-replicas-to-write");
    return Future.all(info, fsync, replicas).map(all -> of(info.result(), fsync, replicas));
  }

  private static Durability of(
      Map<String, String> info, Future<String> fsync, Future<String> replicas) {
    var appendOnly = info.get("aof_enabled");
    return new Durability(
        appendOnly == null ? null : appendOnly.equals("1"),
        fsync.result().isEmpty() ? null : fsync.result(),
        info.get("maxmemory_policy"),
        replicas.result().isEmpty() ? null : Integer.valueOf(replicas.result()));
  }

  private static Future<Map<String, String>> info(Links links) {
    return links
        .send(Request.cmd(Command.INFO))
        .map(answer ->
            Objects.toString(answer)
                .lines()
                .map(line -> line.split(":", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (one, two) -> two)))
        .recover(failure -> unlessForbidden(failure, Map.of()));
  }

  /** The setting, or nothing where it may not be asked for. */
  private static Future<String> setting(Links links, String name) {
    return links
        .send(Request.cmd(Command.CONFIG).arg("GET").arg(name))
        .map(
            answer -> answer == null || answer.get(name) == null ? "" : answer.get(name).toString())
        .recover(failure -> unlessForbidden(failure, ""));
  }

  private static <T> Future<T> unlessForbidden(Throwable failure, T unknown) {
    return Failures.isForbidden(failure)
        ? Future.succeededFuture(unknown)
        : Future.failedFuture(Failures.ofCall(failure));
  }

  /** Fails where Redis would delete journals by itself. */
  Future<Void> requireNoEviction() {
    return eviction == null || eviction.equals("noeviction")
        ? Future.succeededFuture()
        : Future.failedFuture(
            new IllegalStateException(
                ("Redis has maxmemory-policy '%s': it deletes executions when memory is short."
                        + " Set maxmemory-policy noeviction, in its configuration and with CONFIG"
                        + " SET, or give the store a Redis of its own")
                    .formatted(eviction)));
  }

  StoreHealth health() {
    boolean isDurable = Boolean.TRUE.equals(appendOnly) && "always".equals(fsync);
    return new StoreHealth(crashWords() + "; " + failoverWords(), isDurable);
  }

  private String crashWords() {
    if (appendOnly == null) {
      return "Redis does not tell its settings, so what it keeps is not known";
    }
    if (!appendOnly) {
      return "appendonly no: a crash of Redis loses everything since its last snapshot";
    }
    return switch (Objects.requireNonNullElse(fsync, "")) {
      case "always" ->
          "appendonly yes, appendfsync always: a crash of Redis or its host loses nothing that was"
              + " acknowledged";
      case "everysec" ->
          "appendonly yes, appendfsync everysec: a crash of Redis loses nothing, one of its host"
              + " the last second or two";
      case "no" ->
          "appendonly yes, appendfsync no: a crash of Redis loses nothing, one of its host what the"
              + " system had not written, often half a minute";
      default -> "appendonly yes, appendfsync not known: a crash of the host may lose the newest";
    };
  }

  private String failoverWords() {
    return replicasMin == null || replicasMin == 0
        ? "a failover loses what the replica had not received (min-replicas-to-write 0)"
        : "a failover loses at most min-replicas-max-lag (min-replicas-to-write "
            + replicasMin
            + ")";
  }
}
