package dev.rcrewai.limit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What calls cost, or may cost.
 *
 * @param tokens of input and output together
 * @param nanoUsd billionths of a US dollar: a token at $ 0.001 a million is one
 */
public record Amount(long tokens, long nanoUsd) {
  /** The largest figure, $ 4.5 million: sums of it are exact in a double, which Lua counts in. */
  public static final long MAX = 1L << 52;

  public static final Amount NONE = new Amount(0, 0);
  public static final Amount UNLIMITED = new Amount(MAX, MAX);

  private static final int NANO = 9;

  public Amount {
    if (tokens < 0 || nanoUsd < 0) {
      throw new IllegalArgumentException(
          "an amount of %d tokens and %d nano-dollars is negative".formatted(tokens, nanoUsd));
    }
    tokens = Math.min(tokens, MAX);
    nanoUsd = Math.min(nanoUsd, MAX);
  }

  /** Dollars as nano-dollars; what is left over counts as one more. */
  public static long nanoUsd(BigDecimal usd) {
    var nano = usd.movePointRight(NANO).setScale(0, RoundingMode.CEILING);
    return nano.compareTo(BigDecimal.valueOf(MAX)) < 0 ? nano.longValueExact() : MAX;
  }

  /** A limit of either kind, of both or of none; null stands for none. */
  public static Amount limit(@Nullable Long tokens, @Nullable BigDecimal usd) {
    return new Amount(tokens == null ? MAX : tokens, usd == null ? MAX : nanoUsd(usd));
  }

  public Amount plus(Amount more) {
    return new Amount(tokens + more.tokens, nanoUsd + more.nanoUsd);
  }

  /** The smaller figures of both. */
  public Amount min(Amount other) {
    return new Amount(Math.min(tokens, other.tokens), Math.min(nanoUsd, other.nanoUsd));
  }

  /** The larger figures of both. */
  public Amount max(Amount other) {
    return new Amount(Math.max(tokens, other.tokens), Math.max(nanoUsd, other.nanoUsd));
  }

  long of(Unit unit) {
    return switch (unit) {
      case TOKENS -> tokens;
      case USD -> nanoUsd;
    };
  }

  /** What budgets are counted in. */
  public enum Unit {
    TOKENS,
    USD;

    /** The name of such a budget, for example {@code caller_usd}. */
    public String budget(Budget.Kind kind) {
      return kind.word() + "_" + name().toLowerCase(Locale.ROOT);
    }

    /** A figure for people. */
    String words(long figure) {
      return switch (this) {
        case TOKENS -> figure + " tokens";
        case USD -> "$" + dollars(figure);
      };
    }

    /** At least cents. */
    private static String dollars(long nano) {
      var exact = BigDecimal.valueOf(nano, NANO).stripTrailingZeros();
      return (exact.scale() < 2 ? exact.setScale(2) : exact).toPlainString();
    }
  }
}
