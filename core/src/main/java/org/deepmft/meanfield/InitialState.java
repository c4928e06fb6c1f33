package org.deepmft.meanfield;

/**
 * The state of layer 0 from which the iteration starts.
 *
 * @param q variance of the pre-activations, positive and finite
 * @param c their correlation between two inputs, in [0, 1]
 */
public record InitialState(double q, double c) {

  /** q0 = 1, c0 = 1/2. */
  public static final InitialState DEFAULT = new InitialState(1, 0.5);

  /**
   * Checks the state.
   *
   * @throws IllegalArgumentException if q is not positive and finite or c not in [0, 1]
   */
  public InitialState {
    if (!(q > 0 && q < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("q0 must be finite and > 0, got " + q);
    }
    if (!(c >= 0 && c <= 1)) {
      throw new IllegalArgumentException("c0 must lie in [0, 1], got " + c);
    }
  }

  /** Returns y = (1 - c)/2. */
  public double y() {
    return 0.5 * (1 - c);
  }

  /**
   * Returns a variance if it is one.
   *
   * @param name how the user knows it
   * @param value the variance
   * @throws IllegalArgumentException if it is negative, NaN or infinite
   */
  public static double requireVariance(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be finite and >= 0, got " + value);
    }
    return value;
  }
}
