package org.deepmft.gaussian;

/**
 * Averages of φ = sin over pairs of unequal variances in closed form, from E e^(iu) = e^(-q/2).
 *
 * <pre>
 * w = √(q_a q_b),  m = (√q_b - √q_a)²/2,  p = (√q_b + √q_a)²/2,  S(x) = 1 - e^(-2x)
 * E φ_a² = S(q_a)/2,  D = e^(-m) (e^(-w(1-c)) + e^(-w(1+c)))/2
 * D̄ = e^(-m) (1 + e^(-w(1+c))) (1 - e^(-w(1-c)))/(2w(1 - c))
 * ρ(1) = sinh w/√(sinh q_a sinh q_b)
 * 1 - ρ(1)² = [S(p) S(m) - e^(-2 min(q_a, q_b)) S(|q_b - q_a|/2)²]/(S(q_a) S(q_b))
 * </pre>
 *
 * Near 0, where sin is a line and the two parts of the last cancel, ρ(1) is summed by {@link
 * GeometricMeanGap}. Domain: variances from 1e-307 to 1e307; those beyond are taken as these.
 * Measured on {@code pairs.csv}: 7e-15, and 3e-16 of the largest exponent beyond.
 */
final class SinePairDual implements PairDual {

  private static final double SMALLEST_Q = 1e-307;
  private static final double LARGEST_Q = 1e307;

  /** Where both variances are below this the series serves. */
  private static final double SERIES = 0.8;

  /** Above this |r| nothing cancels in 1 - ρ(1). */
  private static final double FAR = 2;

  private static final GeometricMeanGap HYPERBOLIC = hyperbolicSine(16);

  /** Σ x^(2k)/(2k + 1)!. */
  private static GeometricMeanGap hyperbolicSine(int terms) {
    double[] a = new double[terms];
    a[0] = 1;
    for (int k = 1; k < terms; k++) {
      a[k] = a[k - 1] / ((2 * k) * (2 * k + 1));
    }
    return new GeometricMeanGap(a);
  }

  private static double within(double q) {
    return Math.min(LARGEST_Q, Math.max(SMALLEST_Q, q));
  }

  private static double other(double qa, double r) {
    return within(qa * Math.exp(0.5 * r) * Math.exp(0.5 * r));
  }

  /** (1 - e^(-x))/x. */
  private static double mean(double x) {
    return x == 0 ? 1 : -Math.expm1(-x) / x;
  }

  /** 1 - e^(-2x). */
  private static double s(double x) {
    return -Math.expm1(-2 * x);
  }

  @Override
  public Radial radial(double qa, double r) {
    if (r < 0) {
      return radial(qa * Math.exp(0.5 * r) * Math.exp(0.5 * r), -r);
    }
    double a = within(qa);
    double b = other(a, r);
    double least = Math.min(a, b);
    double apart = Math.abs(r) < 1 ? a * (Math.expm1(r) / r) : (b - a) / r;
    double gap = Math.abs(r * apart);
    double rise = 2 * apart * mean(2 * gap) * Math.exp(-2 * least) / s(a);
    if (Math.max(a, b) < SERIES) {
      double log = HYPERBOLIC.over(a, b, apart);
      return Radial.ofRise(r, rise, mean(r * r * log) * log);
    }
    double scale = s(a) * s(b);
    double half = rootsApart(a, b, r) / r;
    double m = 0.5 * half * half;
    double rho = Math.exp(-r * r * m) * s(Math.sqrt(a) * Math.sqrt(b)) / Math.sqrt(scale);
    if (Math.abs(r) > FAR) {
      return Radial.ofRise(r, rise, (1 - rho) / (r * r));
    }
    double root = Math.sqrt(a) + Math.sqrt(b);
    double far = s(0.5 * root * root) * 2 * m * mean(2 * r * r * m);
    double near = apart * mean(gap);
    double squares = (far - Math.exp(-2 * least) * near * near) / scale;
    return Radial.ofRise(r, rise, squares / (1 + rho));
  }

  /** √b - √a. */
  private static double rootsApart(double a, double b, double r) {
    return Math.abs(r) < 1 ? Math.sqrt(a) * Math.expm1(0.5 * r) : Math.sqrt(b) - Math.sqrt(a);
  }

  @Override
  public Slopes slopes(double qa, double r, double oneMinusC) {
    double a = within(qa);
    double b = other(a, r);
    double w = Math.sqrt(a) * Math.sqrt(b);
    double half = rootsApart(a, b, r);
    double common = 0.5 * Math.exp(-0.5 * half * half);
    double opposite = Math.exp(-w * (2 - oneMinusC));
    double mean = common * (1 + opposite) * mean(w * oneMinusC);
    return new Slopes(mean, common * (Math.exp(-w * oneMinusC) + opposite));
  }
}
