package dev.rcrewai.limit;

/**
 * How an account stands.
 *
 * @param spent what calls that are over have cost
 * @param held what calls that are under way may cost at most
 */
public record Balance(Amount spent, Amount held) {
  public static final Balance EMPTY = new Balance(Amount.NONE, Amount.NONE);

  /** The balance of these four figures, as stores keep them. */
  public static Balance of(long spentTokens, long heldTokens, long spentNano, long heldNano) {
    return new Balance(new Amount(spentTokens, spentNano), new Amount(heldTokens, heldNano));
  }

  /** Spent and held together. */
  public Amount charged() {
    return spent.plus(held);
  }
}
