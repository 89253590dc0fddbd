package dev.rcrewai.config;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What may be spent on chats.
 *
 * @param execution by each execution
 * @param crew by all executions of a crew within a period
 * @param caller by all executions of a caller within a period
 */
public record BudgetSettings(Limit execution, Limit crew, Limit caller, Period period) {

  /**
   * A limit of either kind, of both or of none.
   *
   * @param tokens of input and output together, or null
   * @param usd US dollars, or null
   */
  public record Limit(@Nullable Long tokens, @Nullable BigDecimal usd) {
    public static final Limit NONE = new Limit(null, null);

    public Limit {
      Require.that(
          tokens == null || tokens > 0, "tokens is " + tokens + "; expected at least 1 or none");
      Require.that(
          usd == null || usd.signum() > 0, "usd is " + usd + "; expected more than 0 or none");
    }
  }

  /** After which a budget is renewed, in UTC. */
  public enum Period {
    DAY,
    MONTH
  }
}
