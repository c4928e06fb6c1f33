package org.deepmft.gaussian;

/**
 * The duals of φ = sign in closed form, from the probability θ/π that u_a and u_b differ in sign.
 *
 * <pre>
 * V = 1
 * D = 2/(π q sin θ),   G = θ/(π q y),   y = sin²(θ/2)
 * </pre>
 *
 * φ jumps, so E φ'² = G(q, 0) is infinite. Accurate to a few ulp.
 */
public final class SignDual implements DualActivation {

  private static final double ROUNDING = 4e-15;

  /** λ = tan(θ/2)/θ - 1 goes from -1/2 at θ = 0 to -0.36 at π/2; |∂ ln|λ|/∂ ln y| <= 0.64. */
  private static final Accuracy ACCURACY =
      new Accuracy(ROUNDING, ROUNDING, ROUNDING, ROUNDING, 0, 1, 1, 0);

  /** Creates the duals. */
  public SignDual() {}

  @Override
  public double qMax() {
    return 1e150;
  }

  @Override
  public boolean odd() {
    return true;
  }

  /** {@inheritDoc} From q &gt; 0: sign(0) itself does not count. */
  @Override
  public double v0() {
    return 1;
  }

  @Override
  public Asymptote asymptote() {
    return new Asymptote(0, 0);
  }

  @Override
  public double vOverQ(double q) {
    return 0;
  }

  @Override
  public double dv(double q) {
    return 0;
  }

  private static double angle(double y) {
    return 2 * Math.atan2(Math.sqrt(y), Math.sqrt(1 - y));
  }

  @Override
  public double g(double q, double y) {
    return y == 0 ? Double.POSITIVE_INFINITY : angle(y) / (Math.PI * q * y);
  }

  @Override
  public double d(double q, double y) {
    return 1 / (Math.PI * q * Math.sqrt(y * (1 - y)));
  }

  @Override
  public double yDg(double q, double y) {
    return y == 0 ? Double.NaN : d(q, y) - g(q, y);
  }

  @Override
  public double dPhi4(double q) {
    return Double.NaN;
  }

  @Override
  public double d2Phi2(double q) {
    return Double.NaN;
  }

  @Override
  public Accuracy accuracy(double q, double y) {
    return ACCURACY;
  }
}
