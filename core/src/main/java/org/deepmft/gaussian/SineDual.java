package org.deepmft.gaussian;

/**
 * The duals of φ = sin in closed form, from E e^(iu) = e^(-q/2).
 *
 * <pre>
 * V = (1 - e^(-2q))/2
 * D = (e^(-2qy) + e^(-2q(1-y)))/2
 * G = ((1 - e^(-2qy)) + e^(-2q)(e^(2qy) - 1))/(4qy)
 * E φ'⁴ = (3 + 4e^(-2q) + e^(-8q))/8,   E φ''² = V
 * </pre>
 *
 * Accurate to a few ulp.
 */
public final class SineDual implements DualActivation {

  private static final double ROUNDING = 4e-15;

  /** Below this 2qy, D - G is summed as a series. */
  private static final double SERIES_LIMIT = 0.5;

  private static final int SERIES_TERMS = 18;

  /** Creates the duals. */
  public SineDual() {}

  @Override
  public double qMax() {
    return 1e150;
  }

  @Override
  public boolean odd() {
    return true;
  }

  @Override
  public Asymptote asymptote() {
    return new Asymptote(0, 0);
  }

  @Override
  public double vOverQ(double q) {
    return rise(2 * q);
  }

  @Override
  public double dv(double q) {
    return Math.exp(-2 * q);
  }

  @Override
  public double g(double q, double y) {
    return 0.5 * (rise(2 * q * y) + Math.exp(-2 * q * (1 - y)) * rise(2 * q * y));
  }

  /** (1 - e^(-t))/t. */
  private static double rise(double t) {
    return t == 0 ? 1 : -Math.expm1(-t) / t;
  }

  /**
   * {@inheritDoc} Both halves of D and G have the form f(t) = e^(∓t) and its mean over [0, t], t =
   * 2qy, so D - G is a sum of terms k/(k+1) (∓t)^k/k! for small t.
   */
  @Override
  public double yDg(double q, double y) {
    double t = 2 * q * y;
    if (t > SERIES_LIMIT) {
      return d(q, y) - g(q, y);
    }
    double far = Math.exp(-2 * q);
    double sum = 0;
    double power = 1;
    for (int k = 1; k <= SERIES_TERMS; k++) {
      power *= t / k;
      sum += power * k / (k + 1) * ((k % 2 == 0 ? 1 : -1) + far);
    }
    return 0.5 * sum;
  }

  @Override
  public double d(double q, double y) {
    return 0.5 * (Math.exp(-2 * q * y) + Math.exp(-2 * q * (1 - y)));
  }

  @Override
  public double dPhi4(double q) {
    return (3 + 4 * Math.exp(-2 * q) + Math.exp(-8 * q)) / 8;
  }

  @Override
  public double d2Phi2(double q) {
    return -0.5 * Math.expm1(-2 * q);
  }

  /**
   * {@inheritDoc} E φ'² = (1 + e^(-2q))/2 falls at most like e^(-2q) relative to 1/2; the other
   * sensitivities grow like the exponents 2qy and 2q(1 - y), which the bounds follow.
   */
  @Override
  public Accuracy accuracy(double q, double y) {
    double far = Math.exp(-2 * q);
    double chiByQ = 2 * q * far / (1 + far);
    double gByQ = 1 + 2 * q * Math.exp(-2 * q * (1 - y));
    double spread = 2 + 2 * q * y;
    return new Accuracy(ROUNDING, ROUNDING, ROUNDING, 2 * ROUNDING, chiByQ, gByQ, spread, spread);
  }
}
