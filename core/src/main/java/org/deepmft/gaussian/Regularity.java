package org.deepmft.gaussian;

import org.deepmft.activation.Activation;

/**
 * A criterion for V to rise and V/q not to (docs/theory.md, section 2): φ(0) = 0, and away from 0
 * on either side |φ| does not fall and |φ(x)/x| does not grow.
 */
final class Regularity {

  private static final double ROUNDING = 1e-13;

  private Regularity() {}

  /** Returns whether the criterion holds at every place that is looked at. */
  static boolean of(Activation activation) {
    return activation.value(0) == 0 && side(activation, 1) && side(activation, -1);
  }

  private static boolean side(Activation activation, int sign) {
    double size = 0;
    double chord = Double.POSITIVE_INFINITY;
    for (double x = 1e-4; x <= 1e4; x *= 1.02) {
      double now = Math.abs(activation.value(sign * x));
      if (!(now >= size * (1 - ROUNDING) && now / x <= chord * (1 + ROUNDING))) {
        return false;
      }
      size = now;
      chord = now / x;
    }
    return true;
  }
}
