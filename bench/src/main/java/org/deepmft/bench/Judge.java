package org.deepmft.bench;

import org.deepmft.activation.Activation;
import org.deepmft.gaussian.DirectDual;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.DualActivation.Accuracy;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.FixedPoints;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhasePoint;

/**
 * Judges a solved point afterwards, by the duals of the reference backend ({@link DirectDual}),
 * which share no integral with the table.
 *
 * <p>Let q and y be what a solver returned, and F, G, D the judge's. Newton's steps from there,
 *
 * <pre>
 * q₁ = q + (F(q) - q)/(1 - s),   s = F'(q)                    (twice)
 * y₁ = y (1 - (σ_w² G - 1)/λ),   λ = σ_w² (D - G) at (q₁, y)
 * χ_c = σ_w² (D + (∂D/∂ ln y) ln(y₁/y))
 * </pre>
 *
 * end at the judge's own fixed point but for terms of second order in the differences: for
 * differences δ ln q and δ ln y of 1e-10 those are some 1e-20/|1 - s| and 1e-20. So the difference
 * of any field from its value at (q₁, y₁) is its error, up to the errors of the judge's duals; and
 * these are propagated by the same formulas as those of the table ({@link FixedPoints}). ∂D/∂ ln y
 * multiplies a first-order difference, so the table's own value of it changes that to second order
 * only.
 *
 * <p>The cost is that of some ten simple averages, and two averages over pairs where c* &lt; 1: 2
 * to 50 ms each.
 */
final class Judge {

  /** Half a difference in ln y for ∂D/∂ ln y. */
  private static final double H = 1e-4;

  private final DualActivation direct;
  private final DualActivation fast;

  Judge(Activation activation) {
    direct = new DirectDual(activation);
    fast = Duals.fastest(activation);
  }

  /**
   * The judge's fixed point.
   *
   * @param point its fields, and their bounds from the errors of the judge's duals
   * @param slope s = dq'/dq
   * @param chi1 χ₁, infinite where φ jumps
   */
  record Verdict(PhasePoint point, double slope, double chi1) {}

  /** Returns the duals that judge. */
  DualActivation direct() {
    return direct;
  }

  /** Returns the next layer's variance by the judge's duals. */
  double next(double sigmaW2, double sigmaB2, double q) {
    return sigmaW2 * (direct.v0() + q * direct.vOverQ(q)) + sigmaB2;
  }

  /**
   * Returns the judge's fixed point next to a solved one.
   *
   * @param sigmaW2 σ_w²
   * @param sigmaB2 σ_b²
   * @param q the solved q*
   * @param y the solved y*, 0 where c* = 1 or where only q* and χ₁ are to be judged
   */
  Verdict of(double sigmaW2, double sigmaB2, double q, double y) {
    double s = sigmaW2 * direct.dv(q);
    double near = q + (next(sigmaW2, sigmaB2, q) - q) / (1 - s);
    FixedPoints fixed = new FixedPoints(1);
    fixed.sigmaW2[0] = sigmaW2;
    fixed.q[0] = near + (next(sigmaW2, sigmaB2, near) - near) / (1 - s);
    fixed.vOverQ[0] = direct.vOverQ(fixed.q[0]);
    fixed.dv[0] = direct.dv(fixed.q[0]);
    fixed.chi[0] = direct.g(fixed.q[0], 0);
    Accuracy accuracy = direct.accuracy(fixed.q[0], y);
    if (y > 0) {
      double g = direct.g(fixed.q[0], y);
      double d = direct.d(fixed.q[0], y);
      double byLogY = (fast.d(q, y * (1 + H)) - fast.d(q, y * (1 - H))) / (2 * H);
      fixed.lambda[0] = sigmaW2 * (d - g);
      fixed.y[0] = Math.min(0.5, y * (1 - (sigmaW2 * g - 1) / fixed.lambda[0]));
      fixed.chiC[0] = sigmaW2 * (d + byLogY * Math.log(fixed.y[0] / y));
    }
    PhaseColumns out = new PhaseColumns(1);
    fixed.close(1, accuracy, out);
    return new Verdict(out.point(0), sigmaW2 * fixed.dv[0], sigmaW2 * fixed.chi[0]);
  }

  /** Returns y* of a solved point. */
  static double y(PhasePoint point) {
    return 0.5 * point.get(PhaseField.ONE_MINUS_C_STAR);
  }
}
