package dev.rcrewai.crew;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What each execution of a crew may spend, as far as its author says so.
 *
 * @param tokens of input and output together, or null
 * @param usd US dollars, or null
 */
public record CrewBudget(@Nullable Long tokens, @Nullable BigDecimal usd) {}
