package org.deepmft.meanfield;

import java.util.function.DoubleUnaryOperator;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.HomogeneousDual;

/**
 * Finds fixed points from any duals by bisection alone: the judge of {@link PhaseSolver}.
 *
 * <p>It holds for activations whose V rises and whose V/q does not. Bisection stops when no double
 * lies between its ends, so the roots are as good as the duals.
 */
public final class DirectSolver {

  /** An iteration that falls below this q without bias goes on to 0. */
  private static final double COLLAPSED = 1e-12;

  private final DualActivation dual;

  /**
   * Creates a solver.
   *
   * @param dual the duals, evaluated about 150 times a point
   */
  public DirectSolver(DualActivation dual) {
    this.dual = dual;
  }

  /**
   * Solves a point into columns.
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
    if (dual.regular() && sigmaB2 == 0 && sigmaW2 * dual.vOverQ(0) <= 1) {
      HomogeneousLimit.writeCollapse(dual, sigmaW2, start, out, i);
      return;
    }
    double q = sigmaB2;
    if (!dual.regular()) {
      q = iterate(sigmaW2, sigmaB2, start.q());
      if (!(q > COLLAPSED && q <= dual.qMax())) {
        if (q <= COLLAPSED) {
          HomogeneousLimit.writeCollapse(dual, sigmaW2, start, out, i);
        } else if (sigmaW2 * dual.asymptote().kappa() >= 1) {
          HomogeneousLimit.writeDivergence(dual, sigmaW2, start, out, i);
        } else {
          out.clear(i, Status.NOT_CONVERGED);
        }
        return;
      }
    } else if (sigmaW2 > 0) {
      DoubleUnaryOperator excess = x -> sigmaW2 * dual.vOverQ(x) + sigmaB2 / x - 1;
      double high = 1;
      while (excess.applyAsDouble(high) > 0 && high < dual.qMax()) {
        high = Math.min(2 * high, dual.qMax());
      }
      if (excess.applyAsDouble(high) > 0) {
        out.clear(i, Status.NOT_CONVERGED);
        return;
      }
      double low = high / 2;
      while (excess.applyAsDouble(low) < 0) {
        low /= 2;
      }
      q = bisect(excess, low, high);
    }
    double chi = dual.g(q, 0);
    double y = 0;
    double chi1 = sigmaW2 * chi;
    if (chi1 > 1 && start.c() < 1) {
      double fixed = q;
      DoubleUnaryOperator excess = x -> sigmaW2 * dual.g(fixed, x) - 1;
      boolean zero = sigmaB2 == 0 && dual.odd() || excess.applyAsDouble(0.5) > 0;
      y = zero ? 0.5 : bisect(excess, 1e-16, 0.5);
    }
    FixedPoints.closeOne(dual, sigmaW2, q, y, y == 0 ? 0 : sigmaW2 * dual.d(q, y) - 1, out, i);
  }

  /** The plain iteration itself, where there may be several fixed points. */
  private double iterate(double sigmaW2, double sigmaB2, double q0) {
    double q = q0;
    for (int layer = 0; layer < 1_000_000; layer++) {
      double next = sigmaW2 * (dual.v0() + q * dual.vOverQ(q)) + sigmaB2;
      if (Math.abs(next - q) <= 1e-16 * q || !(next > COLLAPSED && next <= dual.qMax())) {
        return next;
      }
      q = next;
    }
    return q;
  }

  /** The root of a falling function between two positive ends, by halving in ln x. */
  private static double bisect(DoubleUnaryOperator f, double low, double high) {
    while (true) {
      double middle = Math.sqrt(low) * Math.sqrt(high);
      if (!(middle > low && middle < high)) {
        return middle;
      }
      if (f.applyAsDouble(middle) > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }
}
