package org.deepmft.activation;

import java.util.List;

/**
 * An activation φ: ℝ → ℝ with its exact derivatives.
 *
 * <p>Implementations are immutable, pure and finite for {@code |x| <= 1e4}.
 */
public interface Activation {

  /** Returns the name by which the command line and every result know it, such as {@code tanh}. */
  String name();

  /** Returns the formula for people, such as {@code (e^x - e^-x)/(e^x + e^-x)}. */
  String formula();

  /**
   * Returns φ(x).
   *
   * @param x the pre-activation
   */
  double value(double x);

  /**
   * Returns φ'(x); at a kink, the mean of the two one-sided derivatives.
   *
   * @param x the pre-activation
   */
  double derivative(double x);

  /**
   * Returns φ''(x) away from kinks.
   *
   * @param x the pre-activation
   */
  double secondDerivative(double x);

  /** Returns whether φ(-x) = -φ(x) at every place that is looked at, kinks and jumps included. */
  default boolean odd() {
    for (double x = 0.01; x < 1e4; x *= 1.37) {
      if (value(-x) != -value(x)) {
        return false;
      }
    }
    for (Kink kink : kinks()) {
      double size = 1e-9 * Math.max(1, Math.abs(kink.x()));
      if (kinks().stream().noneMatch(other -> Math.abs(other.x() + kink.x()) <= size)) {
        return false;
      }
    }
    return value(0) == 0;
  }

  /**
   * Fills φ, φ' and φ'' at many points.
   *
   * @param x the points
   * @param value φ, overwritten
   * @param d1 φ', overwritten
   * @param d2 φ'', overwritten
   * @param n the number of points, at most the length of each array
   */
  default void evaluate(double[] x, double[] value, double[] d1, double[] d2, int n) {
    for (int i = 0; i < n; i++) {
      value[i] = value(x[i]);
      d1[i] = derivative(x[i]);
      d2[i] = secondDerivative(x[i]);
    }
  }

  /** Returns the places where φ, φ' or φ'' jumps, in ascending order. */
  default List<Kink> kinks() {
    return List.of();
  }

  /** Returns whether φ jumps, so that E φ'² is infinite. */
  default boolean jumps() {
    return kinks().stream().anyMatch(kink -> kink.order() == 0);
  }

  /** Returns whether neither φ nor φ' jumps, so that E φ''² exists. */
  default boolean smooth() {
    return kinks().stream().noneMatch(kink -> kink.order() <= 1);
  }
}
