package org.deepmft.activation;

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

  /** Returns whether φ(-x) = -φ(x) at every place that is looked at. */
  default boolean odd() {
    for (double x = 0.01; x < 1e4; x *= 1.37) {
      if (value(-x) != -value(x)) {
        return false;
      }
    }
    return value(0) == 0;
  }

  /** Returns whether φ is smooth (φ' has no jumps), so that E φ''² exists. */
  default boolean smooth() {
    return true;
  }
}
