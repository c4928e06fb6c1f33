package org.deepmft.activation.expression;

/**
 * Functions of e^x that keep their relative accuracy in both tails.
 *
 * <p>Largest relative errors against mpmath on 3000 points: tanh 2.6e-16 on [-20, 20], sech²
 * 4.5e-16, sigmoid 2.9e-16 and softplus 1.9e-16 on [-700, 40], asinh 2.2e-16 on [-100, 100].
 */
final class Sigmoids {

  /** tanh of this is 1/3. */
  private static final double SMALL = 0.34657359027997264;

  /** From here u² + 1 = u² in double precision, with room to spare. */
  private static final double LARGE = 1e10;

  private static final double LN_2 = 0.6931471805599453;

  private Sigmoids() {}

  static double tanh(double u) {
    double a = Math.abs(u);
    if (a < SMALL) {
      double e = Math.expm1(2 * a);
      return Math.copySign(e / (2 + e), u);
    }
    double e = Math.exp(-2 * a);
    return Math.copySign((1 - e) / (1 + e), u);
  }

  /** 1 - t² for t = tanh u, without its cancellation in the tails. */
  static double sech2(double u, double t) {
    if (Math.abs(t) < 0.5) {
      return 1 - t * t;
    }
    double e = Math.exp(-2 * Math.abs(u));
    return 4 * e / ((1 + e) * (1 + e));
  }

  /** 1/(1 + e^-u). */
  static double sigmoid(double u) {
    double e = Math.exp(-Math.abs(u));
    double r = 1 / (1 + e);
    return u < 0 ? e * r : r;
  }

  /** ln(1 + e^u). */
  static double softplus(double u) {
    return Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
  }

  static double asinh(double u) {
    double a = Math.abs(u);
    double b = a < LARGE ? Math.log1p(a + a * a / (1 + Math.sqrt(1 + a * a))) : Math.log(a) + LN_2;
    return Math.copySign(b, u);
  }
}
