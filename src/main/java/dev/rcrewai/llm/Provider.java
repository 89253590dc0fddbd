package dev.rcrewai.llm;

import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.Usage;
import dev.rcrewai.telemetry.Metrics;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/**
 * One provider on this node: what speaks with it, what guards it, and the books. Shared by all
 * event loops; thread-safe.
 */
final class Provider {
  private final String name;
  private final ChatModel model;
  private final Bulkhead bulkhead;
  private final Breaker breaker;
  private final RetryBudget retries = new RetryBudget(System::nanoTime);
  private final ProviderHealth health;
  private final Prices prices;
  private final Metrics metrics;
  private final Clock clock;

  Provider(
      String name,
      ChatModel model,
      Bulkhead bulkhead,
      Breaker breaker,
      Prices prices,
      Metrics metrics,
      Clock clock) {
    this.name = name;
    this.model = model;
    this.bulkhead = bulkhead;
    this.breaker = breaker;
    this.health = new ProviderHealth(breaker);
    this.prices = prices;
    this.metrics = metrics;
    this.clock = clock;
  }

  String name() {
    return name;
  }

  ChatModel model() {
    return model;
  }

  Bulkhead bulkhead() {
    return bulkhead;
  }

  Breaker breaker() {
    return breaker;
  }

  RetryBudget retries() {
    return retries;
  }

  ProviderHealth health() {
    return health;
  }

  /** Asks for the free list of models, for {@link #health} alone. */
  void probe(Duration timeout) {
    model.probe(timeout).onSuccess(health::probed);
  }

  /** Enters an attempt into health and metrics. */
  void attempted(ChatRequest request, AttemptResult result, Duration took) {
    health.called(result, clock.instant());
    var asked = request.model().model();
    metrics.chatFinished(name, asked, word(result), took);
    var usage = result.usage();
    count(asked, "input", usage.inputTokens());
    count(asked, "cached", usage.cachedTokens());
    count(asked, "output", usage.outputTokens());
    count(asked, "reasoning", usage.reasoningTokens());
    var answered = result instanceof AttemptResult.Success success ? success.model() : asked;
    prices
        .cost(name, asked, answered, usage)
        .filter(cost -> cost.signum() > 0)
        .ifPresent(cost -> metrics.costIncurred(name, asked, cost));
  }

  /** An attempt failed and will be followed by another. */
  void retried(AttemptResult.Failure failed) {
    metrics.chatRetried(name, word(failed));
  }

  /** What a call cost that was answered, all its attempts together. */
  Bill bill(String asked, String answered, Usage usage) {
    return new Bill(name, answered, usage, prices.cost(name, asked, answered, usage).orElse(null));
  }

  /** What a call cost that was not; nothing where the provider counted nothing. */
  Bill loss(String asked, Usage usage) {
    return usage.equals(Usage.NONE)
        ? new Bill(name, asked, usage, BigDecimal.ZERO)
        : bill(asked, asked, usage);
  }

  private void count(String asked, String kind, long tokens) {
    if (tokens > 0) {
      metrics.tokensUsed(name, asked, kind, tokens);
    }
  }

  private static String word(AttemptResult result) {
    return switch (result) {
      case AttemptResult.Success ignored -> "ok";
      case AttemptResult.Failure failure -> failure.failure().name().toLowerCase(Locale.ROOT);
    };
  }
}
