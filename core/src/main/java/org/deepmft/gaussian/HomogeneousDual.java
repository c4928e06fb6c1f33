package org.deepmft.gaussian;

import org.deepmft.activation.PiecewiseLinear;

/**
 * The duals of a positively homogeneous activation, slopes a and b left and right of 0.
 *
 * <pre>
 * V/q = κ = (a² + b²)/2
 * D   = κ - (a - b)² θ/(2π)
 * G   = κ - (a - b)² (sin θ - θ cos θ)/(4π y),   y = sin²(θ/2)
 * </pre>
 *
 * The arc-cosine kernels of degree 0 and 1 (cho2009, eqs. 4 to 6) for a = 0, b = 1. Exact to a few
 * ulp.
 */
public final class HomogeneousDual implements DualActivation {

  private static final double ROUNDING = 4e-15;
  private static final Accuracy ACCURACY =
      new Accuracy(ROUNDING, ROUNDING, ROUNDING, ROUNDING, 0, 0, 1.5, 0);

  private final double kappa;
  private final double jump2;
  private final double fourth;
  private final Asymptote asymptote;

  /**
   * Creates the duals of a piecewise linear activation.
   *
   * @param activation the activation
   */
  public HomogeneousDual(PiecewiseLinear activation) {
    double a = activation.negativeSlope();
    double b = activation.positiveSlope();
    this.kappa = 0.5 * (a * a + b * b);
    this.jump2 = (a - b) * (a - b);
    this.asymptote = new Asymptote(a, b);
    this.fourth = 0.5 * (a * a * a * a + b * b * b * b);
  }

  /** Returns κ, so that V = κ q and E φ'² = κ. */
  public double kappa() {
    return kappa;
  }

  /** Returns whether φ is a line without a kink, for which the correlation map is the identity. */
  public boolean linear() {
    return jump2 == 0;
  }

  @Override
  public Asymptote asymptote() {
    return asymptote;
  }

  @Override
  public double qMax() {
    return Double.MAX_VALUE;
  }

  @Override
  public boolean odd() {
    return linear();
  }

  @Override
  public double vOverQ(double q) {
    return kappa;
  }

  @Override
  public double dv(double q) {
    return kappa;
  }

  @Override
  public double g(double q, double y) {
    return y == 0 ? kappa : kappa - jump2 * arc(angle(y)) / (4 * Math.PI * y);
  }

  @Override
  public double yDg(double q, double y) {
    if (y == 0) {
      return 0;
    }
    double theta = angle(y);
    return jump2 / (2 * Math.PI) * (arc(theta) / (2 * y) - theta);
  }

  @Override
  public double dPhi4(double q) {
    return fourth;
  }

  @Override
  public double d2Phi2(double q) {
    return linear() ? 0 : Double.NaN;
  }

  @Override
  public Accuracy accuracy(double q, double y) {
    return ACCURACY;
  }

  private static double angle(double y) {
    return 2 * Math.asin(Math.sqrt(y));
  }

  /** sin θ - θ cos θ, by its series where the difference cancels. */
  private static double arc(double theta) {
    if (theta > 0.5) {
      return Math.sin(theta) - theta * Math.cos(theta);
    }
    // Σ (-1)^(n+1) 2n θ^(2n+1)/(2n+1)!
    double t2 = theta * theta;
    double term = theta * t2 / 6;
    double sum = 2 * term;
    for (int n = 2; n <= 9; n++) {
      term *= -t2 / ((2 * n) * (2 * n + 1));
      sum += 2 * n * term;
    }
    return sum;
  }
}
