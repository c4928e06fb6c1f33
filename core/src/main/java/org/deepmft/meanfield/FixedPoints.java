package org.deepmft.meanfield;

import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.DualActivation.Accuracy;

/**
 * Turns solved fixed points into every field with its error bound, a block of points at a time.
 *
 * <p>Relative errors propagate to first order. With ε the bounds of the duals, s = dq'/dq and λ = ∂
 * ln G/∂ ln y = -(1 - χ_c) at the fixed point:
 *
 * <pre>
 * δ ln q*  = ε_V σ_w² V/q / |1 - s|
 * δ ln χ₁  = ε_χ + |∂ ln G(q, 0)/∂ ln q| δ ln q
 * δ ln y*  = (ε_G + |∂ ln G/∂ ln q| δ ln q)/|λ|
 * δ χ_c    = ε_λ + |∂ ln|λ|/∂ ln y| |λ| δ ln y + |∂λ/∂ ln q| δ ln q
 * </pre>
 *
 * The caller fills the columns for points 0 to n - 1 and calls {@link #close}. Arithmetic runs in
 * plain loops over columns, which the JIT compiler vectorises; one point is a block of one. Not
 * thread-safe.
 */
public final class FixedPoints {

  /** Rounding of the last arithmetic on each quantity. */
  private static final double ROUNDING = 2e-15;

  /** Below this distance from a fold or from criticality first-order bounds mean nothing. */
  private static final double DEGENERATE = 1e-6;

  private static final PhaseField[] GRADIENT = {
    PhaseField.CHI_1,
    PhaseField.CHI_1_ERROR,
    PhaseField.LYAPUNOV,
    PhaseField.XI_GRAD,
    PhaseField.MU2_OVER_MU1_SQUARED
  };

  /** σ_w². */
  public final double[] sigmaW2;

  /** q*. */
  public final double[] q;

  /** V/q at q*. */
  public final double[] vOverQ;

  /** dV/dq at q*. */
  public final double[] dv;

  /** E φ'² at q*. */
  public final double[] chi;

  /** E φ'⁴ at q*. */
  public final double[] dPhi4;

  /** E φ''² at q*, NaN where undefined. */
  public final double[] d2Phi2;

  /** y* in [0, 1/2], 0 where c* = 1. */
  public final double[] y;

  /** σ_w² y* ∂G/∂y, 0 where c* = 1. */
  public final double[] lambda;

  /** χ_c = σ_w² D(q*, y*) where c* is not 1. */
  public final double[] chiC;

  /** Where each point goes in the output. */
  public final int[] index;

  private final double[] slope;
  private final double[] fold;
  private final double[] chi1;
  private final double[] qError;
  private final double[] chi1Error;
  private final double[] work;
  private final double[] more;

  /**
   * Creates room for a block.
   *
   * @param capacity largest number of points
   */
  public FixedPoints(int capacity) {
    sigmaW2 = new double[capacity];
    q = new double[capacity];
    vOverQ = new double[capacity];
    dv = new double[capacity];
    chi = new double[capacity];
    dPhi4 = new double[capacity];
    d2Phi2 = new double[capacity];
    y = new double[capacity];
    lambda = new double[capacity];
    chiC = new double[capacity];
    index = new int[capacity];
    slope = new double[capacity];
    fold = new double[capacity];
    chi1 = new double[capacity];
    qError = new double[capacity];
    chi1Error = new double[capacity];
    work = new double[capacity];
    more = new double[capacity];
  }

  /**
   * Writes one converged point.
   *
   * @param dual the duals
   * @param sigmaW2 σ_w²
   * @param q q*
   * @param y y*, 0 where c* = 1
   * @param lambda σ_w² y* ∂G/∂y
   * @param out receives the fields
   * @param i where in out
   */
  static void closeOne(
      DualActivation dual,
      double sigmaW2,
      double q,
      double y,
      double lambda,
      PhaseColumns out,
      int i) {
    FixedPoints point = new FixedPoints(1);
    point.sigmaW2[0] = sigmaW2;
    point.q[0] = q;
    point.vOverQ[0] = dual.vOverQ(q);
    point.dv[0] = dual.dv(q);
    point.chi[0] = dual.g(q, 0);
    point.dPhi4[0] = dual.dPhi4(q);
    point.d2Phi2[0] = dual.d2Phi2(q);
    point.y[0] = y;
    point.lambda[0] = lambda;
    point.chiC[0] = y == 0 ? Double.NaN : sigmaW2 * dual.d(q, y);
    point.index[0] = i;
    point.close(1, dual.accuracy(q, y), out);
  }

  /**
   * Writes n converged points.
   *
   * @param n the number of points filled in
   * @param accuracy error bounds of the duals, the same for all n
   * @param out receives the fields at {@link #index}
   */
  public void close(int n, Accuracy accuracy, PhaseColumns out) {
    double v = accuracy.v();
    double chiError = accuracy.chi();
    double chiByQ = accuracy.chiByQ();
    for (int i = 0; i < n; i++) {
      slope[i] = sigmaW2[i] * dv[i];
      chi1[i] = sigmaW2[i] * chi[i];
      fold[i] = Math.abs(1 - slope[i]);
      qError[i] = (v * sigmaW2[i] * Math.abs(vOverQ[i]) + ROUNDING) / fold[i];
      chi1Error[i] = chiError + chiByQ * qError[i] + ROUNDING;
      work[i] = dPhi4[i] / (chi[i] * chi[i]);
      more[i] = sigmaW2[i] * d2Phi2[i];
    }
    scatter(q, PhaseField.Q_STAR, n, out);
    scatter(chi1, PhaseField.CHI_1, n, out);
    scatter(work, PhaseField.MU2_OVER_MU1_SQUARED, n, out);
    scatter(more, PhaseField.CHI_2, n, out);
    for (int i = 0; i < n; i++) {
      work[i] = 1 / Math.abs(Math.log(Math.abs(slope[i])));
    }
    scatter(work, PhaseField.XI_Q, n, out);
    for (int i = 0; i < n; i++) {
      work[i] = Math.log(chi1[i]);
    }
    scatter(work, PhaseField.LYAPUNOV, n, out);
    double[] xiGrad = out.field(PhaseField.XI_GRAD);
    double[] qErrors = out.field(PhaseField.Q_STAR_ERROR);
    double[] chi1Errors = out.field(PhaseField.CHI_1_ERROR);
    byte[] phase = out.phase();
    byte[] status = out.status();
    boolean allOrdered = true;
    for (int i = 0; i < n; i++) {
      int at = index[i];
      boolean critical =
          Math.abs(chi1[i] - 1) <= chi1[i] * chi1Error[i] && chi1[i] <= Double.MAX_VALUE;
      boolean degenerate = fold[i] < DEGENERATE;
      status[at] = 0;
      phase[at] = (byte) (critical ? 1 : chi1[i] > 1 ? 2 : 0);
      xiGrad[at] = critical ? Double.POSITIVE_INFINITY : 1 / Math.abs(work[i]);
      qErrors[at] = degenerate ? Double.NaN : qError[i];
      chi1Errors[at] = degenerate ? Double.NaN : chi1Error[i];
      allOrdered &= y[i] == 0 || critical;
    }
    if (!allOrdered) {
      closeChaotic(n, accuracy, out);
    }
    for (int i = 0; i < n; i++) {
      if (chi[i] == Double.POSITIVE_INFINITY) {
        clearGradient(index[i], out);
      }
      if (y[i] == 0 || phase[index[i]] == 1) {
        closeAtOne(i, out);
      }
    }
  }

  /** Where φ jumps there is no gradient, and equal inputs part at an infinite rate. */
  private static void clearGradient(int at, PhaseColumns out) {
    out.phase()[at] = Phase.CHAOTIC.code();
    for (PhaseField field : GRADIENT) {
      out.field(field)[at] = Double.NaN;
    }
  }

  private void scatter(double[] values, PhaseField field, int n, PhaseColumns out) {
    double[] to = out.field(field);
    for (int i = 0; i < n; i++) {
      to[index[i]] = values[i];
    }
  }

  /** The correlation's fields where c* = 1. */
  private void closeAtOne(int i, PhaseColumns out) {
    int at = index[i];
    boolean critical = out.phase()[at] == 1;
    double lyapunov = out.field(PhaseField.LYAPUNOV)[at];
    out.field(PhaseField.C_STAR)[at] = 1;
    out.field(PhaseField.ONE_MINUS_C_STAR)[at] = 0;
    out.field(PhaseField.THETA_STAR)[at] = 0;
    out.field(PhaseField.CHI_C)[at] = chi1[i];
    out.field(PhaseField.XI_C)[at] =
        critical ? Double.POSITIVE_INFINITY : chi1[i] > 1 ? Double.NaN : -1 / lyapunov;
    out.field(PhaseField.ONE_MINUS_C_STAR_ERROR)[at] = critical ? Double.NaN : 0;
    out.field(PhaseField.CHI_C_ERROR)[at] = out.field(PhaseField.CHI_1_ERROR)[at];
  }

  private void closeChaotic(int n, Accuracy accuracy, PhaseColumns out) {
    for (int i = 0; i < n; i++) {
      work[i] = 1 - 2 * y[i];
      more[i] = 2 * y[i];
    }
    scatter(work, PhaseField.C_STAR, n, out);
    scatter(more, PhaseField.ONE_MINUS_C_STAR, n, out);
    HalfAngle.theta(y, work, n);
    scatter(work, PhaseField.THETA_STAR, n, out);
    for (int i = 0; i < n; i++) {
      double s = lambda[i] / (2 + lambda[i]);
      double s2 = s * s;
      more[i] = 2 * s * (1 + s2 * (1.0 / 3 + s2 * (1.0 / 5 + s2 * (1.0 / 7 + s2 / 9))));
    }
    scatter(chiC, PhaseField.CHI_C, n, out);
    for (int i = 0; i < n; i++) {
      // The series above is ln(1 + λ) to rounding where λ is small and ln itself would cancel.
      more[i] = -1 / (lambda[i] > -0.05 ? more[i] : Math.log(chiC[i]));
    }
    scatter(more, PhaseField.XI_C, n, out);
    double g = accuracy.g() + ROUNDING;
    double gByQ = accuracy.gByQ();
    double yDg = accuracy.yDg() + ROUNDING;
    double curvature = accuracy.curvature();
    double lambdaByQ = accuracy.lambdaByQ();
    for (int i = 0; i < n; i++) {
      double secant = g + gByQ * qError[i];
      work[i] = secant / -lambda[i];
      more[i] = (yDg + curvature * secant + lambdaByQ * qError[i]) / Math.abs(chiC[i]);
    }
    double[] yErrors = out.field(PhaseField.ONE_MINUS_C_STAR_ERROR);
    double[] chiCErrors = out.field(PhaseField.CHI_C_ERROR);
    for (int i = 0; i < n; i++) {
      boolean degenerate = fold[i] < DEGENERATE || Math.abs(chi1[i] - 1) < DEGENERATE;
      yErrors[index[i]] = degenerate ? Double.NaN : work[i];
      chiCErrors[index[i]] = degenerate ? Double.NaN : more[i];
    }
  }
}
