package org.deepmft.gaussian;

/**
 * How far ln F at the geometric mean of two numbers lies from the mean of both ln F, for an odd F
 * with F'(0) = 1, near 0 and without cancellation:
 *
 * <pre>
 * ln[F(x)/x] = Σ h_k x^(2k),   k h_k = k A_k - Σ_{j&lt;k} j h_j A_{k-j},   F(x)/x = Σ A_k x^(2k)
 * (ln F(x) + ln F(y))/2 - ln F(√(xy)) = ½ Σ h_k (y^k - x^k)²
 * </pre>
 */
final class GeometricMeanGap {

  private final double[] h;

  /**
   * Creates the series.
   *
   * @param a A_k, from A_0 = 1
   */
  GeometricMeanGap(double[] a) {
    this.h = new double[a.length];
    for (int k = 1; k < a.length; k++) {
      double sum = k * a[k];
      for (int j = 1; j < k; j++) {
        sum -= j * h[j] * a[k - j];
      }
      h[k] = sum / k;
    }
  }

  /**
   * Returns the gap over r².
   *
   * @param x one number
   * @param y the other
   * @param apart (y - x)/r
   */
  double over(double x, double y, double apart) {
    double sum = 0;
    double means = 0;
    double power = 1;
    for (int k = 1; k < h.length; k++) {
      means = means * y + power;
      power *= x;
      sum += h[k] * means * means;
    }
    return 0.5 * sum * apart * apart;
  }
}
