package org.deepmft.finite;

/** Student's distribution of t, for few degrees of freedom and rare events. */
final class StudentT {

  private static final int PANELS = 2000;

  private StudentT() {}

  /**
   * Returns the probability that |t| exceeds z: with t = √ν tan θ, the integral of cos^(ν-1) θ from
   * atan(z/√ν) to π/2 over that from 0.
   *
   * @param z the bound
   * @param nu ν, degrees of freedom
   */
  static double beyond(double z, int nu) {
    double from = Math.atan(z / Math.sqrt(nu));
    return integral(from, nu) / integral(0, nu);
  }

  /** Returns the z that |t| exceeds with a given probability. */
  static double bound(double probability, int nu) {
    double low = 0;
    double high = 1e6;
    for (int k = 0; k < 100; k++) {
      double middle = 0.5 * (low + high);
      if (beyond(middle, nu) > probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** Simpson's rule. */
  private static double integral(double from, int nu) {
    double h = (0.5 * Math.PI - from) / PANELS;
    double sum = 0;
    for (int k = 0; k <= PANELS; k++) {
      int weight = k == 0 || k == PANELS ? 1 : 2 + 2 * (k % 2);
      sum += weight * Math.pow(Math.sin((PANELS - k) * h), nu - 1);
    }
    return sum * h / 3;
  }
}
