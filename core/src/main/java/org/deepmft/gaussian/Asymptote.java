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

  /** Smaller slopes are taken for none unless φ is a line there. */
  private static final double SMALL = 1e-2;

  /** Returns the asymptote of an activation, read off at |x| = 1e4. */
  static Asymptote of(Activation activation) {
    return new Asymptote(slope(activation, -FAR), slope(activation, FAR));
  }

  /**
   * Two chords tell lines from powers, and from what oscillates, of which a tangent says nothing.
   */
  private static double slope(Activation activation, double x) {
    double tangent = activation.derivative(x);
    double chord = chord(activation, x);
    double before = chord(activation, 0.5 * x);
    if (Math.abs(chord) > 1.2 * Math.abs(before) && Math.abs(chord) > 1) {
      return Double.POSITIVE_INFINITY;
    }
    if (Math.abs(tangent - chord) <= 0.01 * Math.abs(chord)) {
      return tangent;
    }
    return Math.abs(chord) < 0.8 * Math.abs(before) || Math.abs(chord) < SMALL ? 0 : chord;
  }

  /** The slope of φ between x/2 and x. */
  private static double chord(Activation activation, double x) {
    return (activation.value(x) - activation.value(0.5 * x)) / (0.5 * x);
  }

  /** Returns κ, the limit of E φ'² and of V/q for q to infinity. */
  public double kappa() {
    return 0.5 * (left * left + right * right);
  }
}
