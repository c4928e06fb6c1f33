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
    if (activation instanceof PiecewiseLinear line) {
      return new HomogeneousDual(line);
    }
    if (constant(activation)) {
      throw new IllegalArgumentException(
          "activation " + activation.name() + " must vary with x, but is constant");
    }
    return new TabulatedDual(activation);
  }

  private static boolean constant(Activation activation) {
    for (double x = 1e-3; x < 1e4; x *= 1.37) {
      if (activation.derivative(x) != 0 || activation.derivative(-x) != 0) {
        return false;
      }
    }
    return true;
  }
}
