package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.count;
import static dev.rcrewai.config.Rule.dollars;
import static dev.rcrewai.config.Rule.oneOf;

import dev.rcrewai.config.BudgetSettings.Limit;
import dev.rcrewai.config.BudgetSettings.Period;
import java.math.BigDecimal;
import java.util.Locale;

/** What may be spent on chats. */
final class BudgetSection {
  static final Section BUDGETS = new Section("budgets", "Budgets");
  static final Key<Long> EXECUTION_TOKENS =
      tokens("BUDGET_EXECUTION_TOKENS", "execution_tokens", "one execution");
  static final Key<BigDecimal> EXECUTION_USD =
      usd("BUDGET_EXECUTION_USD", "execution_usd", "one execution");
  static final Key<Long> CREW_TOKENS =
      tokens("BUDGET_CREW_TOKENS", "crew_tokens", "one crew in a period, whoever calls it");
  static final Key<BigDecimal> CREW_USD =
      usd("BUDGET_CREW_USD", "crew_usd", "one crew in a period, whoever calls it");
  static final Key<Long> CALLER_TOKENS =
      tokens("BUDGET_CALLER_TOKENS", "caller_tokens", "one caller in a period");
  static final Key<BigDecimal> CALLER_USD =
      usd("BUDGET_CALLER_USD", "caller_usd", "one caller in a period");
  static final Key<Period> PERIOD =
      BUDGETS.key(
          "BUDGET_PERIOD",
          "period",
          oneOf("day", "month").map(word -> Period.valueOf(word.toUpperCase(Locale.ROOT))),
          "day",
          "When the budgets of crews and callers are renewed, by UTC");

  private BudgetSection() {}

  static BudgetSettings read(Values in) {
    return new BudgetSettings(
        limit(in, EXECUTION_TOKENS, EXECUTION_USD),
        limit(in, CREW_TOKENS, CREW_USD),
        limit(in, CALLER_TOKENS, CALLER_USD),
        in.get(PERIOD));
  }

  private static Limit limit(Values in, Key<Long> tokens, Key<BigDecimal> usd) {
    return new Limit(in.find(tokens).orElse(null), in.find(usd).orElse(null));
  }

  private static Key<Long> tokens(String variable, String yaml, String of) {
    return BUDGETS.optional(
        variable,
        yaml,
        count(1_000_000_000_000L),
        "Tokens, input and output together, of " + of + "; else no such budget");
  }

  private static Key<BigDecimal> usd(String variable, String yaml, String of) {
    return BUDGETS.optional(
        variable,
        yaml,
        dollars("1000000"),
        "US dollars of " + of + "; every model that is used needs a price then");
  }
}
