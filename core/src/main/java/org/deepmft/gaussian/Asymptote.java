package org.deepmft.gaussian;

import org.deepmft.activation.Activation;

/**
 * How an activation behaves far from 0: its slopes there, infinite where it grows faster than a
 * line.
 *
 * @param left slope towards -∞
 * @param right slope towards +∞
 */
public record Asymptote(double left, double right) {

  private static final double FAR = 1e4;

  /** Returns the asymptote of an activation, read off at |x| = 1e4. */
  static Asymptote of(Activation activation) {
    return new Asymptote(slope(activation, -FAR), slope(activation, FAR));
  }

  private static double slope(Activation activation, double x) {
    double chord = activation.value(x) / x;
    double tangent = activation.derivative(x);
    boolean faster = Math.abs(tangent) > 1.2 * Math.abs(chord) && Math.abs(chord) > 1;
    return faster ? Double.POSITIVE_INFINITY : tangent;
  }

  /** Returns κ, the limit of E φ'² and of V/q for q to infinity. */
  public double kappa() {
    return 0.5 * (left * left + right * right);
  }
}
