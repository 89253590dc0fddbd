package dev.rcrewai.llm;

import io.vertx.circuitbreaker.CircuitBreakerState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The circuit breakers of one provider: one for each model, since a model may fail while its
 * neighbours answer. Models come from crews and may be many over the months; those beyond the first
 * {@link #MODELS_MAX} share one breaker. Thread-safe.
 */
final class Breakers {
  static final int MODELS_MAX = 100;

  /** What the shared breaker is called in metrics and logs. */
  static final String OTHERS = "other";

  private final Map<String, Breaker> byModel = new ConcurrentHashMap<>();
  private final Function<String, Breaker> make;

  /**
   * @param make a breaker for a model that is asked for the first time
   */
  Breakers(Function<String, Breaker> make) {
    this.make = make;
  }

  /** The breaker of this model. */
  Breaker of(String model) {
    var known = byModel.get(model);
    return known == null ? add(model) : known;
  }

  /** Open if any of them is, closed if all of them are. */
  CircuitBreakerState worst() {
    var worst = CircuitBreakerState.CLOSED;
    for (var breaker : byModel.values()) {
      switch (breaker.state()) {
        case OPEN -> {
          return CircuitBreakerState.OPEN;
        }
        case HALF_OPEN -> worst = CircuitBreakerState.HALF_OPEN;
        case CLOSED -> {}
      }
    }
    return worst;
  }

  private synchronized Breaker add(String model) {
    boolean room = byModel.size() < MODELS_MAX || byModel.containsKey(model);
    return byModel.computeIfAbsent(room ? model : OTHERS, make);
  }
}
