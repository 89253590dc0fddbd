package dev.rcrewai.llm;

import dev.rcrewai.limit.Allowances;
import dev.rcrewai.limit.Budgets;
import dev.rcrewai.telemetry.Metrics;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The budgets that this node's chats and embeddings are charged to. Thread-safe.
 *
 * @param pricesFile where the operator adds a price that is missing
 */
public record ChatBudgets(
    Vertx vertx,
    Budgets store,
    Allowances allowances,
    Prices prices,
    Path pricesFile,
    Metrics metrics) {

  /**
   * What pays for this errand.
   *
   * @param patience the longest wait for calls under way to give back what they do not need
   */
  Purse purse(Provider provider, Errand errand, Duration patience) {
    return new Purse(this, provider, errand, patience);
  }
}
