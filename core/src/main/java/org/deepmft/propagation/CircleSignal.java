package org.deepmft.propagation;

/**
 * A circle of inputs on its way through a network: the covariance of two signals an angle Δ apart
 * along it, up to fourth order, and with it the curve's length and curvature.
 *
 * <pre>
 * K(Δ) = q - g Δ²/2 + m Δ⁴/24,   κ² = m/g²
 * length/√N = 2π √g,   curvature √N = κ,   length of the Gauss map = 2π κ √g
 * through layers:  g' = χ₁ g,   κ'² = κ²/χ₁ + 3 χ₂/χ₁²
 * </pre>
 *
 * The recursion of poole2016 (eqs. 9 and 10), with χ₁ and χ₂ of any layers ({@link Stretch}). In
 * the chaotic phase the length grows exponentially, while the curvature tends to a constant, so
 * that the curve turns more and more often. Where φ has kinks, E φ''² and with it κ are infinite:
 * NaN. Infinite width; units of N(0, q) at every point of the circle.
 *
 * @param metric g = E (dz/dΔ)²
 * @param curvature2 κ² = E (d²z/dΔ²)²/g²
 */
public record CircleSignal(Magnitude metric, Magnitude curvature2) {

  /**
   * Returns a great circle of signals of variance q, each a rotation of the others.
   *
   * @param q variance
   */
  public static CircleSignal great(double q) {
    return new CircleSignal(Magnitude.of(q), Magnitude.of(1 / q));
  }

  /** Returns what layers make of the circle. */
  public CircleSignal through(Stretch layers) {
    Magnitude bent = layers.chi2().over(layers.chi1()).over(layers.chi1()).times(3);
    return new CircleSignal(metric.times(layers.chi1()), curvature2.over(layers.chi1()).plus(bent));
  }

  /** Returns the length of the curve over √N. */
  public Magnitude length() {
    return root(metric).times(2 * Math.PI);
  }

  /** Returns the extrinsic curvature times √N. */
  public Magnitude curvature() {
    return root(curvature2);
  }

  /** Returns the length of the Gauss map, the angle through which the curve's direction turns. */
  public Magnitude gaussLength() {
    return length().times(curvature());
  }

  private static Magnitude root(Magnitude x) {
    return x.ordinary() ? Magnitude.of(Math.sqrt(x.value())) : Magnitude.ofLog(1, 0.5 * x.ln());
  }
}
