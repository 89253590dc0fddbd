package dev.rcrewai.health;

import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one part of the server says about itself. Statuses and figures may be shown to everybody,
 * the detail (error texts, hosts, file names) to operators only.
 *
 * @param status of the part as a whole
 * @param figures numbers by name, for example {@code usage}
 * @param parts what it consists of, for example each provider by name
 * @param detail why, for operators; null where there is nothing to say
 */
public record Check(
    HealthStatus status,
    SortedMap<String, ? extends Number> figures,
    SortedMap<String, Check> parts,
    @Nullable String detail) {
  public Check {
    figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /** A part of which there is no more to say than its status. */
  public static Check of(HealthStatus status) {
    return new Check(status, new TreeMap<>(), new TreeMap<>(), null);
  }

  /** A part that is well. */
  public static Check healthy() {
    return of(HealthStatus.HEALTHY);
  }

  /** A part that does not work, and why. */
  public static Check unhealthy(String why) {
    return of(HealthStatus.UNHEALTHY).because(why);
  }

  /** A part that consists of others and is rated by its own rule. */
  public static Check of(HealthStatus status, Map<String, Check> parts) {
    return new Check(status, new TreeMap<>(), new TreeMap<>(parts), null);
  }

  /** The same with a detail for operators. */
  public Check because(String why) {
    return new Check(status, figures, parts, why);
  }

  /** The same with one more figure. */
  public Check with(String name, Number value) {
    var more = new TreeMap<String, Number>(figures);
    more.put(name, value);
    return new Check(status, more, parts, detail);
  }

  /** {@code {status, <figures>, <parts>: {status, …}, detail}}; the detail for operators only. */
  JsonObject toJson(Audience audience) {
    var json = new JsonObject().put("status", status.word());
    figures.forEach(json::put);
    parts.forEach((name, part) -> json.put(name, part.toJson(audience)));
    if (audience == Audience.OPERATORS && detail != null) {
      json.put("detail", detail);
    }
    return json;
  }
}
