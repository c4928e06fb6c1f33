package org.deepmft.meanfield;

import org.deepmft.gaussian.Asymptote;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.HomogeneousDual;

/**
 * The limits where the network is, or becomes, positively homogeneous: φ(λx) = λφ(x), V = κ q.
 *
 * <pre>
 * σ_w² κ &lt; 1, σ_b² &gt; 0   q* = σ_b²/(1 - σ_w² κ), ordered
 * σ_w² κ &lt; 1, σ_b² = 0   collapses;  the correlation map does not depend on q
 * σ_w² κ = 1, σ_b² = 0   every q is fixed, critical
 * σ_w² κ = 1, σ_b² &gt; 0   diverges like σ_b² l, c to 1
 * σ_w² κ &gt; 1             diverges geometrically
 * </pre>
 *
 * With a kink c tends to 1 wherever q does not stay finite; without one (the linear activation) the
 * correlation map is the identity and c keeps c0, or mixes it with the bias.
 */
final class HomogeneousLimit {

  private static final double ROUNDING = 4e-15;

  private HomogeneousLimit() {}

  static void write(
      HomogeneousDual dual,
      double sigmaW2,
      double sigmaB2,
      InitialState start,
      PhaseColumns out,
      int i) {
    double chi1 = sigmaW2 * dual.kappa();
    boolean fixedEverywhere = chi1 == 1 && sigmaB2 == 0;
    if (!fixedEverywhere && chi1 < 1 && sigmaB2 > 0) {
      double q = sigmaB2 / (1 - chi1);
      if (q == Double.POSITIVE_INFINITY) {
        out.clear(i, Status.NOT_CONVERGED);
        return;
      }
      FixedPoints.closeOne(dual, sigmaW2, q, 0, 0, out, i);
      return;
    }
    Status status =
        fixedEverywhere ? Status.CONVERGED : chi1 < 1 ? Status.COLLAPSES : Status.DIVERGES;
    out.clear(i, status);
    writeGradient(chi1, 0, out, i);
    out.set(PhaseField.CHI_2, i, sigmaW2 * dual.d2Phi2(1));
    out.set(PhaseField.MU2_OVER_MU1_SQUARED, i, dual.dPhi4(1) / (dual.kappa() * dual.kappa()));
    switch (status) {
      case CONVERGED -> {
        out.phase()[i] = Phase.CRITICAL.code();
        out.set(PhaseField.Q_STAR, i, start.q());
        out.set(PhaseField.XI_Q, i, Double.POSITIVE_INFINITY);
        out.set(PhaseField.CHI_C, i, 1);
        out.set(PhaseField.XI_C, i, Double.POSITIVE_INFINITY);
      }
      case COLLAPSES -> {
        out.phase()[i] = Phase.ORDERED.code();
        out.set(PhaseField.Q_STAR, i, 0);
        out.set(PhaseField.Q_STAR_ERROR, i, 0);
        out.set(PhaseField.XI_Q, i, -1 / Math.log(chi1));
      }
      default -> {}
    }
    if (chi1 > 0) {
      double y = limit(dual, chi1, sigmaB2, start);
      writeCorrelation(y, y == 0 || y == start.y() ? 0 : ROUNDING, out, i);
    }
  }

  private static double limit(
      HomogeneousDual dual, double chi1, double sigmaB2, InitialState start) {
    if (!dual.linear() || chi1 == 1 && sigmaB2 > 0) {
      return 0;
    }
    if (sigmaB2 == 0) {
      return start.y();
    }
    // q_l = (q0 + b) chi1^l - b and the same for the covariance, b = sigma_b2/(chi1 - 1).
    return start.y() * start.q() / (start.q() + sigmaB2 / (chi1 - 1));
  }

  /** Writes the limit q* = 0, near which every activation is linear. */
  static void writeCollapse(
      DualActivation dual, double sigmaW2, InitialState start, PhaseColumns out, int i) {
    double chi = dual.vOverQ(0);
    double chi1 = sigmaW2 * chi;
    out.clear(i, Status.COLLAPSES);
    writeGradient(chi1, 0, out, i);
    out.phase()[i] = (chi1 == 1 ? Phase.CRITICAL : Phase.ORDERED).code();
    out.set(PhaseField.Q_STAR, i, 0);
    out.set(PhaseField.Q_STAR_ERROR, i, 0);
    out.set(PhaseField.CHI_2, i, sigmaW2 * dual.d2Phi2(0));
    out.set(PhaseField.XI_Q, i, 1 / Math.abs(Math.log(chi1)));
    out.set(PhaseField.MU2_OVER_MU1_SQUARED, i, dual.dPhi4(0) / (chi * chi));
    if (sigmaW2 > 0 && (start.c() == 1 || start.q() <= dual.qMax())) {
      Collapse.Limit limit = Collapse.limit(dual, sigmaW2, start.q(), start.y());
      writeCorrelation(limit.y(), limit.error(), out, i);
    }
  }

  /** Writes the limit q to infinity of an activation that is a line far from 0 on either side. */
  static void writeDivergence(
      DualActivation dual, double sigmaW2, InitialState start, PhaseColumns out, int i) {
    Asymptote asymptote = dual.asymptote();
    out.clear(i, Status.DIVERGES);
    double gradient = asymptote.gradient();
    writeGradient(sigmaW2 * gradient, Double.isNaN(gradient) ? gradient : 0, out, i);
    if (start.y() == 0 || asymptote.left() != asymptote.right()) {
      writeCorrelation(0, 0, out, i);
    }
  }

  /** Writes χ₁ and what follows from it alone. */
  private static void writeGradient(double chi1, double error, PhaseColumns out, int i) {
    double lyapunov = Math.log(chi1);
    out.set(PhaseField.CHI_1, i, chi1);
    out.set(PhaseField.CHI_1_ERROR, i, error + ROUNDING);
    out.set(PhaseField.LYAPUNOV, i, lyapunov);
    out.set(PhaseField.XI_GRAD, i, 1 / Math.abs(lyapunov));
  }

  /** Writes the limit of the correlation. */
  private static void writeCorrelation(double y, double error, PhaseColumns out, int i) {
    out.set(PhaseField.ONE_MINUS_C_STAR_ERROR, i, error);
    out.set(PhaseField.C_STAR, i, 1 - 2 * y);
    out.set(PhaseField.ONE_MINUS_C_STAR, i, 2 * y);
    out.set(PhaseField.THETA_STAR, i, HalfAngle.theta(y));
  }
}
