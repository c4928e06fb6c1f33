package org.deepmft.gaussian;

/**
 * The duals of an activation: its Gaussian averages as functions of the variance q and of y = (1 -
 * c)/2 = sin²(θ/2), for two pre-activations of equal variance q and correlation c.
 *
 * <pre>
 * V(q)    = E φ(u)²
 * D(q, y) = E φ'(u_a) φ'(u_b)
 * G(q, y) = (1/y) ∫₀^y D(q, t) dt = E (φ(u_a) - φ(u_b))² / E (u_a - u_b)²
 * </pre>
 *
 * G(q, 0) = D(q, 0) = E φ'². Domain: 0 &lt; q &lt;= {@link #qMax()}, 0 &lt;= y &lt;= 1; q = 0 gives
 * the limits. Implementations are thread-safe. {@link #accuracy} bounds the relative errors.
 */
public interface DualActivation {

  /** Returns the largest q at which the duals are known. */
  double qMax();

  /** Returns whether φ(-x) = -φ(x), so that c = 0 is a fixed point without bias. */
  boolean odd();

  /** Returns V(0) = φ(0)². */
  default double v0() {
    return 0;
  }

  /** Returns whether φ(0) = 0 and V is known to rise and V/q not to. */
  default boolean regular() {
    return true;
  }

  /** Returns how φ behaves far from 0. */
  Asymptote asymptote();

  /** Returns (V(q) - V(0))/q; at q = 0 its limit dV/dq. */
  double vOverQ(double q);

  /** Returns dV/dq = E φ'² + E φ φ''. */
  double dv(double q);

  /** Returns G(q, y). */
  double g(double q, double y);

  /** Returns y ∂G/∂y, so that D = G + y ∂G/∂y; no cancellation as y tends to 0. */
  double yDg(double q, double y);

  /** Returns D(q, y). */
  default double d(double q, double y) {
    return g(q, y) + yDg(q, y);
  }

  /** Returns E φ'⁴. */
  double dPhi4(double q);

  /** Returns E φ''², NaN where φ has kinks. */
  double d2Phi2(double q);

  /** Returns the error bounds that hold at q and for y between 0 and 1/2 around the given y. */
  Accuracy accuracy(double q, double y);

  /**
   * Error bounds of the duals near a point, and how fast the duals vary there, which is what error
   * propagation to fixed points needs.
   *
   * @param v relative error of (V - V(0))/q
   * @param chi relative error of E φ'²
   * @param g relative error of G
   * @param yDg error of y ∂G/∂y relative to G
   * @param chiByQ bound on |∂ ln G(q, 0)/∂ ln q|
   * @param gByQ bound on |∂ ln G/∂ ln q| at fixed y
   * @param curvature bound on |∂ ln|λ|/∂ ln y| where λ = ∂ ln G/∂ ln y
   * @param lambdaByQ bound on |∂λ/∂ ln q|
   */
  record Accuracy(
      double v,
      double chi,
      double g,
      double yDg,
      double chiByQ,
      double gByQ,
      double curvature,
      double lambdaByQ) {}
}
