package dev.rcrewai.limit;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One budget that a call is charged to.
 *
 * @param account names its account in the store
 * @param limit what may be spent of it; {@link Amount#MAX} where there is no limit
 * @param renewedAt when an empty account takes its place, or null
 * @param keptUntil when the store may forget the account
 */
public record Budget(
    Kind kind, String account, Amount limit, @Nullable Instant renewedAt, Instant keptUntil) {

  /** Whose budget it is. */
  public enum Kind {
    EXECUTION,
    CREW,
    CALLER;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether what is charged to it needs a price. */
  public boolean isInUsd() {
    return limit.nanoUsd() < Amount.MAX;
  }

  /** The account of an execution: it goes when the execution is deleted. */
  public static String accountOf(String execution) {
    return Kind.EXECUTION.word() + ":" + execution;
  }
}
