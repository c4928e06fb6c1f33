package org.deepmft.propagation;

import org.deepmft.gaussian.DualActivation;

/**
 * A circle of inputs on its way through a network: the covariance of two signals an angle Δ apart
 * along it, up to fourth order, and with it the curve's length and curvature.
 *
 * <pre>
 * K(Δ) = q - g Δ²/2 + m Δ⁴/24
 * length/√N = 2π √g,   curvature √N = √m/g,   length of the Gauss map = 2π √(m/g)
 * through φ:  q' = V,   g' = E φ'² g,   m' = E φ'² m + 3 E φ''² g²
 * </pre>
 *
 * With χ₁ and χ₂ this is the recursion of poole2016 (eqs. 9 and 10): g' = χ₁ g, κ'² = κ²/χ₁ + 3
 * χ₂/χ₁². In the chaotic phase the length grows exponentially, while the curvature tends to a
 * constant, so that the curve turns more and more often. Where φ has kinks, E φ''² and with it m
 * are infinite: NaN.
 *
 * @param q E z², the same all along the circle
 * @param g E (dz/dΔ)², the metric
 * @param m E (d²z/dΔ²)²
 */
public record CircleSignal(double q, double g, double m) {

  /**
   * Returns a great circle of signals of variance q, each a rotation of the others.
   *
   * @param q variance
   */
  public static CircleSignal great(double q) {
    return new CircleSignal(q, q, q);
  }

  /** Returns what an activation makes of a circle of pre-activations. */
  public CircleSignal afterActivation(DualActivation dual) {
    double slope = dual.g(q, 0);
    return new CircleSignal(
        q * dual.vOverQ(q) + dual.v0(), slope * g, slope * m + 3 * dual.d2Phi2(q) * g * g);
  }

  /** Returns the circle after a dense layer; a bias does not move with the angle. */
  public CircleSignal dense(double sigmaW2, double sigmaB2) {
    CircleSignal scaled = times(sigmaW2);
    return new CircleSignal(scaled.q + sigmaB2, scaled.g, scaled.m);
  }

  /** Returns factor K. */
  public CircleSignal times(double factor) {
    return new CircleSignal(factor * q, factor * g, factor * m);
  }

  /** Returns the sum with signals that know nothing of these, such as a residual branch's. */
  public CircleSignal plus(CircleSignal other) {
    return new CircleSignal(q + other.q, g + other.g, m + other.m);
  }

  /** Returns the circle divided by the root mean square of its signals. */
  public CircleSignal normalised() {
    return times(1 / q);
  }

  /** Returns the length of the curve over √N. */
  public double length() {
    return 2 * Math.PI * Math.sqrt(g);
  }

  /** Returns the extrinsic curvature times √N. */
  public double curvature() {
    return Math.sqrt(m) / g;
  }

  /** Returns the length of the Gauss map, the angle through which the curve's direction turns. */
  public double gaussLength() {
    return 2 * Math.PI * Math.sqrt(m / g);
  }
}
