package org.deepmft.meanfield;

import org.deepmft.activation.Activation;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.HomogeneousDual;

/**
 * Solves one point of the phase diagram at a time: the limit of the plain iteration from (q0, c0),
 * found as bracketed roots.
 *
 * <p>The length map is followed by {@link LengthLimit}. For c0 in [0, 1) the correlation map at q*
 * is increasing and convex in c, so its limit is 1 if χ₁ &lt;= 1 and otherwise the one root below
 * 1.
 *
 * <p>Instances are thread-safe. A point costs a few microseconds once its panel of the table is
 * built.
 */
public final class PhaseSolver {

  private static final int MAX_STEPS = 200;

  /** Newton's iteration has settled when a step is this small; its error is then far smaller. */
  private static final double SETTLED = 1e-10;

  private final DualActivation dual;

  /**
   * Creates a solver.
   *
   * @param dual the duals of the activation
   */
  public PhaseSolver(DualActivation dual) {
    this.dual = dual;
  }

  /**
   * Creates a solver of an activation.
   *
   * @param activation the activation
   */
  public static PhaseSolver of(Activation activation) {
    return new PhaseSolver(Duals.of(activation));
  }

  /**
   * Solves a point from q0 = 1, c0 = 1/2.
   *
   * @param sigmaW2 σ_w², finite and &gt;= 0
   * @param sigmaB2 σ_b², finite and &gt;= 0
   * @throws IllegalArgumentException if a variance is negative or not finite
   */
  public PhasePoint solve(double sigmaW2, double sigmaB2) {
    return solve(sigmaW2, sigmaB2, InitialState.DEFAULT);
  }

  /**
   * Solves a point.
   *
   * @param sigmaW2 σ_w², finite and &gt;= 0
   * @param sigmaB2 σ_b², finite and &gt;= 0
   * @param start the state of layer 0
   * @throws IllegalArgumentException if a variance is negative or not finite
   */
  public PhasePoint solve(double sigmaW2, double sigmaB2, InitialState start) {
    InitialState.requireVariance("sigma_w2", sigmaW2);
    InitialState.requireVariance("sigma_b2", sigmaB2);
    PhaseColumns out = new PhaseColumns(1);
    solve(sigmaW2, sigmaB2, start, out, 0);
    return out.point(0);
  }

  /**
   * Solves a point into columns; arguments are not checked.
   *
   * @param sigmaW2 σ_w²
   * @param sigmaB2 σ_b²
   * @param start the state of layer 0
   * @param out receives the fields
   * @param i index of the point in out
   */
  public void solve(double sigmaW2, double sigmaB2, InitialState start, PhaseColumns out, int i) {
    if (dual instanceof HomogeneousDual homogeneous) {
      HomogeneousLimit.write(homogeneous, sigmaW2, sigmaB2, start, out, i);
      return;
    }
    LengthLimit.Limit length = new LengthLimit(dual, sigmaW2, sigmaB2).from(start.q());
    switch (length.status()) {
      case COLLAPSES -> HomogeneousLimit.writeCollapse(dual, sigmaW2, start, out, i);
      case DIVERGES, NOT_CONVERGED -> leaveTable(sigmaW2, start, out, i);
      default -> writeFixedPoint(sigmaW2, sigmaB2, length.q(), start, out, i);
    }
  }

  /**
   * Writes a point whose q leaves the table: it grows without end, or its fixed point is out of
   * reach.
   *
   * @param sigmaW2 σ_w²
   * @param start the state of layer 0
   * @param out receives the fields
   * @param i index of the point in out
   */
  public void leaveTable(double sigmaW2, InitialState start, PhaseColumns out, int i) {
    if (LengthLimit.beyond(dual, sigmaW2) == Status.DIVERGES) {
      HomogeneousLimit.writeDivergence(dual, sigmaW2, start, out, i);
    } else {
      out.clear(i, Status.NOT_CONVERGED);
    }
  }

  private void writeFixedPoint(
      double sigmaW2, double sigmaB2, double q, InitialState start, PhaseColumns out, int i) {
    double chi = dual.g(q, 0);
    double y = 0;
    if (start.y() > 0 && sigmaW2 * chi > 1) {
      y = sigmaB2 == 0 && dual.odd() ? 0.5 : correlation(sigmaW2, q);
    }
    FixedPoints.closeOne(dual, sigmaW2, q, y, sigmaW2 * dual.yDg(q, y), out, i);
  }

  /** The root of σ_w² G(q, y) = 1 in (0, 1/2]; G falls and is convex in y. */
  double correlation(double sigmaW2, double q) {
    double low = 0;
    double high = 0.5;
    if (sigmaW2 * dual.g(q, high) >= 1) {
      return high;
    }
    double y = 0.25 / (1 + q);
    for (int step = 0; step < MAX_STEPS; step++) {
      double f = sigmaW2 * dual.g(q, y) - 1;
      if (f > 0) {
        low = y;
      } else {
        high = y;
      }
      double next = y * (1 - f / (sigmaW2 * dual.yDg(q, y)));
      if (Math.abs(next - y) <= SETTLED * y) {
        return Math.min(next, 0.5);
      }
      if (!(next > low && next < high)) {
        next = low == 0 ? high / 16 : Math.sqrt(low * high);
      }
      y = next;
    }
    return y;
  }
}
