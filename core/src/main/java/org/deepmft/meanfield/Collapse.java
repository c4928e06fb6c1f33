package org.deepmft.meanfield;

import org.deepmft.gaussian.DualActivation;

/**
 * The limit of the correlation while q tends to 0 (σ_b² = 0, σ_w² φ'(0)² &lt;= 1).
 *
 * <p>There the correlation map tends to the identity, so the limit of y is finite and depends on
 * where the iteration began:
 *
 * <pre>
 * ln q' = ln q + f(q),      f = ln(σ_w² V/q)
 * ln y' = ln y + h(q, y),   h = ln(G q/V)
 * </pre>
 *
 * Layers are counted one by one while q falls fast, and the tail of the geometric sum is added. At
 * and next to σ_w² φ'(0)² = 1, where q falls like 1/l, the map is replaced by the flow whose step
 * of one layer it is, to second order (F = f - ½ df/dl, H = h - ½ dh/dl), and the flow is
 * integrated to q = 0: nothing slows down at the critical point.
 */
final class Collapse {

  /**
   * Bound on the relative error of the limit: three times the largest seen against directly
   * integrated layers, which is what the flow's third-order terms leave next to σ_w² φ'(0)² = 1.
   */
  static final double ERROR = 1e-9;

  /** The flow takes over below this q if |f| is below {@link #SLOW}. */
  private static final double SMALL_Q = 5e-4;

  private static final double SLOW = 3e-3;

  /** Below this q the difference of G and V/q drowns in rounding, and its law q² is used. */
  private static final double SMALLEST_Q = 1e-5;

  /** With a step of this size the rest of a geometric sum is known to 1e-13. */
  private static final double SMALL_STEP = 1e-10;

  private static final int FLOW_STEPS = 24;

  private final DualActivation dual;
  private final double sigmaW2;
  private final int order;

  private Collapse(DualActivation dual, double sigmaW2) {
    this.dual = dual;
    this.sigmaW2 = sigmaW2;
    this.order = dual.d2Phi2(0) == 0 ? 2 : 1;
  }

  /** Returns the limit of y. */
  static double limit(DualActivation dual, double sigmaW2, double q0, double y0) {
    return y0 == 0 ? 0 : new Collapse(dual, sigmaW2).iterate(q0, y0);
  }

  private double iterate(double q0, double y0) {
    double q = q0;
    double y = y0;
    double previous = Double.NaN;
    while (true) {
      double f = f(q);
      if (q < SMALL_Q && -f < SLOW) {
        return flow(q, y);
      }
      double h = h(q, y);
      y *= Math.exp(h);
      q *= Math.exp(f);
      if (Math.abs(h) < SMALL_STEP && q < SMALL_Q) {
        double ratio = h / previous;
        return ratio > 0 && ratio < 1 ? y * Math.exp(h * ratio / (1 - ratio)) : y;
      }
      previous = h;
    }
  }

  /**
   * Integrates d ln y/dq = H/(q F) from q to 0, with q = q_n s³, by the classical Runge-Kutta rule.
   */
  private double flow(double qn, double yn) {
    double lnY = Math.log(yn);
    double ds = 1.0 / FLOW_STEPS;
    for (int k = FLOW_STEPS; k > 0; k--) {
      double s = k * ds;
      double k1 = rate(qn, s, lnY);
      double k2 = rate(qn, s - ds / 2, lnY - ds / 2 * k1);
      double k3 = rate(qn, s - ds / 2, lnY - ds / 2 * k2);
      double k4 = rate(qn, s - ds, lnY - ds * k3);
      lnY -= ds / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    }
    return Math.exp(lnY);
  }

  /** d ln y/ds. */
  private double rate(double qn, double s, double lnY) {
    if (s < 1e-9) {
      return 0;
    }
    double q = qn * s * s * s;
    double y = Math.exp(lnY);
    double f = f(q);
    if (f == 0) {
      return 0;
    }
    double fByLnQ = dual.dv(q) / dual.vOverQ(q) - 1;
    double flowQ = f * (1 - 0.5 * fByLnQ);
    double h = h(q, y);
    double e = 1e-3;
    double hByLnQ = (h(q * (1 + e), y) - h(q * (1 - e), y)) / (2 * e);
    double hByLnY = (h(q, y * (1 + e)) - h(q, y * (1 - e))) / (2 * e);
    double flowY = h - 0.5 * (hByLnQ * f + hByLnY * h);
    return 3 / s * flowY / flowQ;
  }

  private double f(double q) {
    return Math.log(sigmaW2 * dual.vOverQ(q));
  }

  /** Towards q = 0, h falls like q², or like q where φ''(0) is not 0. */
  private double h(double q, double y) {
    if (q < SMALLEST_Q) {
      double r = q / SMALLEST_Q;
      return Math.pow(r, order) * h(SMALLEST_Q, y);
    }
    return Math.log(dual.g(q, Math.min(1, y)) / dual.vOverQ(q));
  }
}
