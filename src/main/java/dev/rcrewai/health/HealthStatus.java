package dev.rcrewai.health;

import java.util.Collection;
import java.util.Locale;

/** How a part of the server fares. */
public enum HealthStatus {
  HEALTHY,
  /** Nothing is known yet; the whole does not suffer from it. */
  UNKNOWN,
  /** It works, and somebody should look at it soon. */
  WARNING,
  /** It works in part. */
  DEGRADED,
  /** It does not work. */
  UNHEALTHY;

  /** The word in JSON, for example {@code degraded}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status of a whole, one of healthy, degraded and unhealthy: that of its worst part. */
  static HealthStatus overall(Collection<HealthStatus> parts) {
    return switch (parts.stream().max(HealthStatus::compareTo).orElse(HEALTHY)) {
      case HEALTHY, UNKNOWN -> HEALTHY;
      case WARNING, DEGRADED -> DEGRADED;
      case UNHEALTHY -> UNHEALTHY;
    };
  }
}
