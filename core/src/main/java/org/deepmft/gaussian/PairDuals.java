package org.deepmft.gaussian;

import org.deepmft.activation.Activation;

/**
 * Averages over pairs of unequal variances: closed forms where known, then the table, and integrals
 * where neither serves.
 */
public final class PairDuals {

  private PairDuals() {}

  /**
   * Returns the fastest averages of an activation that are accurate.
   *
   * @param activation the activation
   * @param equal its duals
   * @param cache keeps tables for another time
   */
  public static PairDual of(Activation activation, DualActivation equal, TableCache cache) {
    if (equal instanceof ErfDual) {
      return new ErfPairDual();
    } else if (equal instanceof SineDual) {
      return new SinePairDual();
    } else if (equal instanceof SignDual) {
      return new SignPairDual();
    }
    return equal instanceof TabulatedDual table && UnequalTable.serves(activation)
        ? new UnequalTable(activation, table, cache)
        : new UnequalDual(activation, equal);
  }
}
