package org.deepmft.meanfield;

/**
 * The angle θ in [0, π/2] of y = sin²(θ/2).
 *
 * <p>θ = 4 atan w with w = tan(θ/4) = √y/(1 + √(1 - y)) at most tan(π/8), where a polynomial in w²
 * gives atan(w)/w. Its coefficients are those of the Chebyshev interpolant of 12 terms, error
 * 2e-18.
 */
final class HalfAngle {

  private static final double[] ATAN = {
    1.0,
    -0.3333333333333312,
    0.19999999999940893,
    -0.14285714279250245,
    0.11111110744919658,
    -0.09090896809064027,
    0.07692045330902225,
    -0.06662951813629191,
    0.05846878297330872,
    -0.05035102456601552,
    0.03796525745386593,
    -0.017805397205419446
  };

  private HalfAngle() {}

  /** theta_i = 2 asin √y_i. */
  static void theta(double[] y, double[] theta, int n) {
    for (int i = 0; i < n; i++) {
      double w = Math.sqrt(y[i]) / (1 + Math.sqrt(1 - y[i]));
      double t = w * w;
      double low = ((ATAN[3] * t + ATAN[2]) * t + ATAN[1]) * t + ATAN[0];
      double middle = ((ATAN[7] * t + ATAN[6]) * t + ATAN[5]) * t + ATAN[4];
      double high = ((ATAN[11] * t + ATAN[10]) * t + ATAN[9]) * t + ATAN[8];
      double t4 = (t * t) * (t * t);
      theta[i] = 4 * w * ((high * t4 + middle) * t4 + low);
    }
  }

  /** Returns 2 asin √y. */
  static double theta(double y) {
    double[] theta = new double[1];
    theta(new double[] {y}, theta, 1);
    return theta[0];
  }
}
