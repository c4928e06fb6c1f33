package org.deepmft.meanfield;

import java.util.function.DoubleUnaryOperator;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.HomogeneousDual;

/**
 * Finds fixed points from any duals by false position alone: the judge of {@link PhaseSolver}.
 *
 * <p>Where V rises and V/q does not there is one root; elsewhere it iterates the length map
 * plainly. It stops when nothing lies between its ends, so the roots are as good as the duals.
 */
public final class DirectSolver {

  /** An iteration that falls below this q without bias goes on to 0. */
  private static final double COLLAPSED = 1e-12;

  private static final double ROUNDING = 2e-16;

  private final DualActivation dual;

  /**
   * Creates a solver.
   *
   * @param dual the duals, evaluated some forty times a point
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
    double beta = sigmaB2 + sigmaW2 * dual.v0();
    if (dual.regular() && beta == 0 && sigmaW2 * dual.vOverQ(0) <= 1) {
      HomogeneousLimit.writeCollapse(dual, sigmaW2, start, out, i);
      return;
    }
    double q = sigmaB2;
    if (!dual.regular()) {
      q = iterate(sigmaW2, sigmaB2, start.q());
      if (!(q > COLLAPSED && q <= dual.qMax())) {
        if (q <= COLLAPSED) {
          HomogeneousLimit.writeCollapse(dual, sigmaW2, start, out, i);
        } else {
          writeBeyond(sigmaW2, start, out, i);
        }
        return;
      }
    } else if (sigmaW2 > 0) {
      DoubleUnaryOperator excess = x -> sigmaW2 * dual.vOverQ(x) + beta / x - 1;
      double high = 1;
      while (excess.applyAsDouble(high) > 0 && high < dual.qMax()) {
        high = Math.min(2 * high, dual.qMax());
      }
      if (excess.applyAsDouble(high) > 0) {
        writeBeyond(sigmaW2, start, out, i);
        return;
      }
      double low = high / 2;
      while (excess.applyAsDouble(low) < 0) {
        low /= 2;
      }
      q = root(excess, low, excess.applyAsDouble(low), high);
    }
    double chi = dual.g(q, 0);
    double y = 0;
    double chi1 = sigmaW2 * chi;
    if (chi1 > 1 && start.c() < 1) {
      double fixed = q;
      DoubleUnaryOperator excess = x -> sigmaW2 * dual.g(fixed, x) - 1;
      boolean zero = sigmaB2 == 0 && dual.odd() || excess.applyAsDouble(0.5) > 0;
      y = zero ? 0.5 : root(excess, 1e-16, chi1 - 1, 0.5);
    }
    FixedPoints.closeOne(dual, sigmaW2, q, y, y == 0 ? 0 : sigmaW2 * dual.d(q, y) - 1, out, i);
  }

  private void writeBeyond(double sigmaW2, InitialState start, PhaseColumns out, int i) {
    if (sigmaW2 * dual.asymptote().kappa() >= 1) {
      HomogeneousLimit.writeDivergence(dual, sigmaW2, start, out, i);
    } else {
      out.clear(i, Status.NOT_CONVERGED);
    }
  }

  /** The plain iteration itself, where there may be several fixed points. */
  private double iterate(double sigmaW2, double sigmaB2, double q0) {
    double q = q0;
    for (int layer = 0; layer < 1_000_000; layer++) {
      double next = sigmaW2 * (dual.v0() + q * dual.vOverQ(q)) + sigmaB2;
      if (Math.abs(next - q) <= 4e-16 * q || !(next > COLLAPSED && next <= dual.qMax())) {
        return next;
      }
      q = next;
    }
    return q;
  }

  /**
   * The root of a falling function between two positive ends: false position in ln x, halving the
   * value at an end that stays twice (the Illinois rule), until it hits the root or the ends meet.
   */
  private static double root(DoubleUnaryOperator f, double low, double valueAtLow, double high) {
    double a = Math.log(low);
    double b = Math.log(high);
    double fa = valueAtLow;
    double fb = f.applyAsDouble(high);
    int stays = 0;
    while (b - a > 4 * Math.ulp(1 + Math.abs(a))) {
      double c = stays == 0 ? 0.5 * (a + b) : (a * fb - b * fa) / (fb - fa);
      double fc = f.applyAsDouble(Math.exp(c));
      if (Math.abs(fc) <= ROUNDING) {
        return Math.exp(c);
      }
      if (fc > 0) {
        a = c;
        fa = fc;
        fb = stays > 0 ? 0.5 * fb : fb;
        stays = 1;
      } else {
        b = c;
        fb = fc;
        fa = stays < 0 ? 0.5 * fa : fa;
        stays = -1;
      }
    }
    return Math.exp(0.5 * (a + b));
  }
}
