package org.deepmft.gaussian;

import org.deepmft.activation.Activation;
import org.deepmft.activation.Erf;
import org.deepmft.activation.PiecewiseLinear;

/** The duals of each activation: closed forms where they are known, otherwise the table. */
public final class Duals {

  private Duals() {}

  /**
   * Returns the most accurate duals of an activation.
   *
   * @param activation the activation
   */
  public static DualActivation of(Activation activation) {
    return activation instanceof Erf ? new ErfDual() : fastest(activation);
  }

  /**
   * Returns the duals with which sweeps are fastest: the table for every smooth activation.
   *
   * @param activation the activation
   */
  public static DualActivation fastest(Activation activation) {
    return activation instanceof PiecewiseLinear line
        ? new HomogeneousDual(line)
        : new TabulatedDual(activation);
  }
}
