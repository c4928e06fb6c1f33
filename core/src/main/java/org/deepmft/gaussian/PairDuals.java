package org.deepmft.gaussian;

import org.deepmft.activation.Activation;

/** Averages over pairs of unequal variances: closed forms where known, otherwise integrals. */
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
    }
    if (equal instanceof SineDual) {
      return new SinePairDual();
    }
    return equal instanceof SignDual ? new SignPairDual() : new UnequalDual(activation, equal);
  }
}
