package org.deepmft.meanfield;

import org.deepmft.gaussian.DualActivation.Accuracy;

/**
 * Turns a solved fixed point into every field with its error bound.
 *
 * <p>Relative errors propagate to first order. With ε the bounds of the duals, s = dq'/dq and λ = ∂
 * ln G/∂ ln y = -(1 - χ_c) at the fixed point:
 *
 * <pre>
 * δ ln q*  = ε_V σ_w² V/q / |1 - s|
 * δ ln χ₁  = ε_V + |∂ ln G(q, 0)/∂ ln q| δ ln q
 * δ ln y*  = (ε_G + |∂ ln G/∂ ln q| δ ln q)/|λ|
 * δ χ_c    = ε_λ + |∂ ln|λ|/∂ ln y| |λ| δ ln y + |∂λ/∂ ln q| δ ln q
 * </pre>
 */
public final class FixedPoint {

  /** Rounding of the last arithmetic on each quantity. */
  private static final double ROUNDING = 2e-15;

  /** Below this distance from a fold or from criticality first-order bounds mean nothing. */
  private static final double DEGENERATE = 1e-6;

  private FixedPoint() {}

  /**
   * Writes one converged point.
   *
   * @param sigmaW2 σ_w²
   * @param q q*
   * @param vOverQ V(q*)/q*
   * @param dv dV/dq at q*
   * @param chi E φ'² at q*
   * @param dPhi4 E φ'⁴ at q*
   * @param d2Phi2 E φ''² at q*, NaN if undefined
   * @param y y*, 0 where c* = 1
   * @param lambda σ_w² y* ∂G/∂y
   * @param accuracy error bounds of the duals near (q*, y*)
   * @param out receives the fields
   * @param i index of the point in out
   */
  public static void close(
      double sigmaW2,
      double q,
      double vOverQ,
      double dv,
      double chi,
      double dPhi4,
      double d2Phi2,
      double y,
      double lambda,
      Accuracy accuracy,
      PhaseColumns out,
      int i) {
    double slope = sigmaW2 * dv;
    double chi1 = sigmaW2 * chi;
    double fold = Math.abs(1 - slope);
    double qError = (accuracy.v() * sigmaW2 * vOverQ + ROUNDING) / fold;
    double chi1Error = accuracy.v() + accuracy.chiByQ() * qError + ROUNDING;
    double lyapunov = Math.log(chi1);
    boolean critical = Math.abs(chi1 - 1) <= chi1 * chi1Error;
    boolean degenerateQ = fold < DEGENERATE;
    out.status()[i] = Status.CONVERGED.code();
    out.phase()[i] = (critical ? Phase.CRITICAL : chi1 > 1 ? Phase.CHAOTIC : Phase.ORDERED).code();
    out.set(PhaseField.Q_STAR, i, q);
    out.set(PhaseField.Q_STAR_ERROR, i, degenerateQ ? Double.NaN : qError);
    out.set(PhaseField.CHI_1, i, chi1);
    out.set(PhaseField.CHI_1_ERROR, i, degenerateQ ? Double.NaN : chi1Error);
    out.set(PhaseField.CHI_2, i, sigmaW2 * d2Phi2);
    out.set(PhaseField.MU2_OVER_MU1_SQUARED, i, dPhi4 / (chi * chi));
    out.set(PhaseField.LYAPUNOV, i, lyapunov);
    out.set(PhaseField.XI_GRAD, i, critical ? Double.POSITIVE_INFINITY : 1 / Math.abs(lyapunov));
    out.set(PhaseField.XI_Q, i, -1 / Math.log(Math.abs(slope)));
    if (y == 0 || critical) {
      double xi = critical ? Double.POSITIVE_INFINITY : chi1 > 1 ? Double.NaN : -1 / lyapunov;
      out.set(PhaseField.C_STAR, i, 1);
      out.set(PhaseField.ONE_MINUS_C_STAR, i, 0);
      out.set(PhaseField.THETA_STAR, i, 0);
      out.set(PhaseField.CHI_C, i, chi1);
      out.set(PhaseField.XI_C, i, xi);
      out.set(PhaseField.ONE_MINUS_C_STAR_ERROR, i, critical ? Double.NaN : 0);
      out.set(PhaseField.CHI_C_ERROR, i, degenerateQ ? Double.NaN : chi1Error);
      return;
    }
    boolean degenerate = degenerateQ || Math.abs(chi1 - 1) < DEGENERATE;
    double chiC = 1 + lambda;
    double yError = (accuracy.g() + accuracy.gByQ() * qError + ROUNDING) / -lambda;
    double chiCError =
        accuracy.yDg()
            + accuracy.curvature() * -lambda * yError
            + accuracy.lambdaByQ() * qError
            + ROUNDING;
    out.set(PhaseField.C_STAR, i, 1 - 2 * y);
    out.set(PhaseField.ONE_MINUS_C_STAR, i, 2 * y);
    out.set(PhaseField.THETA_STAR, i, HalfAngle.theta(y));
    out.set(PhaseField.CHI_C, i, chiC);
    out.set(PhaseField.XI_C, i, -1 / (lambda > -0.05 ? Math.log1p(lambda) : Math.log(chiC)));
    out.set(PhaseField.ONE_MINUS_C_STAR_ERROR, i, degenerate ? Double.NaN : yError);
    out.set(PhaseField.CHI_C_ERROR, i, degenerate ? Double.NaN : chiCError / chiC);
  }
}
