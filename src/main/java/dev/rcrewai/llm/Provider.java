package dev.rcrewai.llm;

import dev.rcrewai.limit.ProviderRate;
import dev.rcrewai.llm.Bulkhead.Asker;
import dev.rcrewai.step.ChatFailure;
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
  private final ProviderRate rate;
  private final Bulkhead bulkhead;
  private final Breakers breakers;
  private final RetryBudget retries = new RetryBudget(System::nanoTime);
  private final ProviderHealth health;
  private final Prices prices;
  private final Metrics metrics;
  private final Clock clock;

  Provider(
      String name,
      ChatModel model,
      ProviderRate rate,
      Bulkhead bulkhead,
      Breakers breakers,
      Prices prices,
      Metrics metrics,
      Clock clock) {
    this.name = name;
    this.model = model;
    this.rate = rate;
    this.bulkhead = bulkhead;
    this.breakers = breakers;
    this.health = new ProviderHealth(breakers);
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

  ProviderRate rate() {
    return rate;
  }

  Bulkhead bulkhead() {
    return bulkhead;
  }

  Breakers breakers() {
    return breakers;
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

  /** Enters an attempt into rate, health and metrics. */
  void attempted(Asker asker, AttemptResult result, Duration took) {
    var asked = asker.model();
    correct(asker, result);
    health.called(result, clock.instant());
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

  /** Where nothing was counted, the estimate stays: nobody knows better. */
  private void correct(Asker asker, AttemptResult result) {
    var usage = result.usage();
    if (!usage.equals(Usage.NONE)) {
      rate.correct(usage.inputTokens() + usage.outputTokens() - asker.tokens());
    }
    if (result instanceof AttemptResult.Failure failure
        && failure.failure() == ChatFailure.RATE_LIMIT) {
      failure.hint().pause().ifPresent(pause -> rate.close(asker.model(), pause));
    }
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
