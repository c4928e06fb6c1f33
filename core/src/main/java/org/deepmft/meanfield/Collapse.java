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
 * and next to σ_w² φ'(0)² = 1, where q falls like a power of 1/l, the map is replaced by the flow
 * whose step of one layer it is, to second order (F = f - ½ df/dl, H = h - ½ dh/dl), and the flow
 * is integrated to q = 0: nothing slows down at the critical point.
 *
 * <p>Towards q = 0, h falls like q² for smooth odd φ, like q where φ''(0) is not 0 or φ'' jumps at
 * 0. Where φ' jumps there it does not fall, and y tends to 0. At σ_w² φ'(0)² = 1 and φ''(0) not 0,
 * f falls no slower than h = φ''(0)²/(4 φ'(0)²) (2c - 1) q: c creeps to 1/2 from everywhere.
 */
final class Collapse {

  /**
   * Bound on the relative error of the limit: three times the largest seen against directly
   * integrated layers, which is what the flow's third-order terms leave next to σ_w² φ'(0)² = 1.
   */
  private static final double ERROR = 1e-9;

  /** The flow takes over below this q if |f| is below {@link #SLOW}. */
  private static final double SMALL_Q = 5e-4;

  private static final double SLOW = 3e-3;

  /** The flow takes over at any q if |f| is below this. */
  private static final double SLOWEST = 1e-5;

  /** |f| below this is mostly rounding, and h with it. */
  private static final double STANDS = 1e-10;

  /** With a step of this size the rest of a geometric sum is known to 1e-13. */
  private static final double SMALL_STEP = 1e-10;

  private static final int FLOW_STEPS = 24;

  /** Where h falls slowly the flow goes on, by steps of this size in ln q, down to this q. */
  private static final double STEP = 0.1;

  private static final double LAST_Q = 1e-34;

  /** Two places at which the power law of h is read off. */
  private static final double PROBE = 1e-5;

  private static final double RATIO = 16;

  /** The rest of the layers is a geometric sum where f is this near to its limit, relatively. */
  private static final double STEADY = 0.1;

  private final DualActivation dual;
  private final double sigmaW2;
  private final double order;

  /** Below this q, h drowns in rounding, and its power law is used. */
  private final double smallest;

  /** The limit of f, ln(σ_w² φ'(0)²). */
  private final double last;

  private Collapse(DualActivation dual, double sigmaW2) {
    this.dual = dual;
    this.sigmaW2 = sigmaW2;
    double law = law(secantRatio(RATIO * PROBE, 0.2), secantRatio(PROBE, 0.2));
    this.order = law < 0.25 ? 0 : law < 0.75 ? 0.5 : law < 1.5 ? 1 : 2;
    this.smallest = order == 2 ? 1e-5 : order == 1 ? 1e-8 : 1e-14;
    this.last = f(0);
  }

  /** The power of q by which a quantity falls between the two places. */
  private static double law(double atFirst, double atSecond) {
    return Math.log(atFirst / atSecond) / Math.log(RATIO);
  }

  /** Whether q falls so slowly that the sum of h over all layers diverges. */
  private boolean creeps() {
    return order == 1 && last == 0 && law(f(RATIO * PROBE), f(PROBE)) > 0.75;
  }

  /**
   * Where the correlation ends.
   *
   * @param y the limit of y
   * @param error bound on its relative error
   */
  record Limit(double y, double error) {}

  /** Returns the limit of y. */
  static Limit limit(DualActivation dual, double sigmaW2, double q0, double y0) {
    if (y0 == 0) {
      return new Limit(0, 0);
    }
    Collapse collapse = new Collapse(dual, sigmaW2);
    if (collapse.order == 0) {
      return new Limit(0, 0);
    }
    return collapse.creeps() ? new Limit(0.25, 0) : collapse.iterate(q0, y0);
  }

  private Limit iterate(double q0, double y0) {
    double q = q0;
    double y = y0;
    double previous = Double.NaN;
    while (true) {
      double f = f(q);
      if (-f < SLOWEST || order == 2 && q < SMALL_Q && -f < SLOW) {
        return order == 2 ? flow(q, y) : slowFlow(q, y);
      }
      double h = h(q, y);
      y *= Math.exp(h);
      q *= Math.exp(f);
      boolean steady = Math.abs(f - last) <= STEADY * Math.abs(last);
      if (Math.abs(h) < SMALL_STEP && q < SMALL_Q && steady) {
        double ratio = h / previous;
        double rest = ratio > 0 && ratio < 1 ? h * ratio / (1 - ratio) : 0;
        return new Limit(y * Math.exp(rest), ERROR);
      }
      previous = h;
    }
  }

  /**
   * Integrates d ln y/d ln q = H/F down to where f is rounding, with q = q_n s³, by the classical
   * Runge-Kutta rule; below, H/F goes on in proportion to q.
   */
  private Limit flow(double qn, double yn) {
    double stands = qn * 1e-12;
    if (-f(stands) < STANDS) {
      double falls = qn;
      while (falls > stands * (1 + 1e-6)) {
        double middle = Math.sqrt(falls * stands);
        if (-f(middle) < STANDS) {
          stands = middle;
        } else {
          falls = middle;
        }
      }
    }
    double end = Math.cbrt(stands / qn);
    double ds = (1 - end) / FLOW_STEPS;
    double lnY = Math.log(yn);
    for (int k = FLOW_STEPS; k > 0; k--) {
      double s = end + k * ds;
      double k1 = 3 / s * rate(qn * cube(s), lnY);
      double m = s - ds / 2;
      double k2 = 3 / m * rate(qn * cube(m), lnY - ds / 2 * k1);
      double k3 = 3 / m * rate(qn * cube(m), lnY - ds / 2 * k2);
      double e = Math.max(s - ds, end);
      double k4 = 3 / e * rate(qn * cube(e), lnY - ds * k3);
      lnY -= ds / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    }
    double rest = rate(stands, lnY);
    return new Limit(Math.exp(lnY - rest), ERROR + rest * rest);
  }

  private static double cube(double s) {
    return s * s * s;
  }

  /** The same in steps of ln q, where H/F falls slowly or, at σ_w² φ'(0)² = 1, not at all. */
  private Limit slowFlow(double qn, double yn) {
    double lnY = Math.log(yn);
    double k1 = 0;
    for (double q = qn; q > LAST_Q; q *= Math.exp(-STEP)) {
      double half = q * Math.exp(-STEP / 2);
      k1 = rate(q, lnY);
      if (Math.abs(k1) < 1e-13) {
        break;
      }
      double k2 = rate(half, lnY - STEP / 2 * k1);
      double k3 = rate(half, lnY - STEP / 2 * k2);
      double k4 = rate(q * Math.exp(-STEP), lnY - STEP * k3);
      lnY -= STEP / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    }
    if (Math.abs(k1) < 1e-3) {
      return new Limit(Math.exp(lnY), 1e-6 + Math.abs(k1));
    }
    // H/F does not fall: y follows it to an end, y = 0 or c = 0.
    return k1 > 0 ? new Limit(0, 0) : new Limit(0.5, 0);
  }

  /** H/F = d ln y/d ln q. */
  private double rate(double q, double lnY) {
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
    return flowY / flowQ;
  }

  private double f(double q) {
    return Math.log(sigmaW2 * dual.vOverQ(q));
  }

  private double h(double q, double y) {
    return q < smallest
        ? Math.pow(q / smallest, order) * secantRatio(smallest, y)
        : secantRatio(q, y);
  }

  private double secantRatio(double q, double y) {
    return Math.log(dual.g(q, Math.min(1, y)) / dual.vOverQ(q));
  }
}
