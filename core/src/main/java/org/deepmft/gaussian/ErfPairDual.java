package org.deepmft.gaussian;

/**
 * Averages of φ = erf over pairs of unequal variances in closed form (williams1998, eq. 11).
 *
 * <pre>
 * sin α = 2q_a/(1 + 2q_a),  sin β that of q_b,  sin γ = c √(sin α sin β),  γ₁ that of c = 1
 * E φ_a² = (2/π) α,  E φ_a φ_b = (2/π) γ,  D = (4/π)/√((1 + 2q_a)(1 + 2q_b)(1 - sin² γ))
 * D̄ = (2/π)(γ₁ - γ)/(√(q_a q_b)(1 - c)),  sin(γ₁ - γ) = sin γ₁ (1 - c²)/(cos γ + c cos γ₁)
 * sin(β - α) = (sin β - sin α)(sin β + sin α)/(sin β cos α + cos β sin α)
 * 1 - ρ(1) = [(α + β)/2 - γ₁ - (√β - √α)²/2]/√(αβ)
 * sin[(α + β)/2 - γ₁] sin[(α + β)/2 + γ₁] = sin²[(β - α)/2]
 * </pre>
 *
 * Near 0, where erf is a line and the two parts of 1 - ρ(1) cancel, it is summed by {@link
 * GeometricMeanGap}, as sin γ₁ is the geometric mean of sin α and sin β. Domain: variances from
 * 1e-307 to 1e307; those beyond are taken as these. Measured on {@code pairs.csv}: 5e-15, of
 * growth, spread, D and D̄ alike. Cost: half a microsecond a pair.
 */
public final class ErfPairDual implements PairDual {

  private static final double SMALLEST_Q = 1e-307;
  private static final double LARGEST_Q = 1e307;

  /** Where both sines are below this the series serves. */
  private static final double SERIES = 0.5;

  /** Above this |r| nothing cancels in 1 - ρ(1), unless both variances are large. */
  private static final double FAR = 2;

  private static final GeometricMeanGap ARCSINE = arcsine(25);

  /** Below this, x and sin x are the same. */
  private static final double TINY = 1e-8;

  /** A variance. */
  public static final class Side {
    private final double q;
    private final double narrow;
    private final double sine;
    private final double cosine;
    private final double rootNarrow;
    private final double rootSine;
    private final double alpha;
    private final double complement;
    private final double rootAlpha;

    private Side(double q) {
      this.q = q;
      this.narrow = 1 / (1 + 2 * q);
      this.sine = 2 * q * narrow;
      this.cosine = Math.sqrt(1 + 4 * q) * narrow;
      this.rootNarrow = Math.sqrt(narrow);
      this.rootSine = Math.sqrt(sine);
      this.alpha = Math.atan2(sine, cosine);
      this.complement = Math.atan2(cosine, sine);
      this.rootAlpha = Math.sqrt(alpha);
    }

    /** Returns the side of a variance. */
    public static Side of(double q) {
      return new Side(Math.min(LARGEST_Q, Math.max(SMALLEST_Q, q)));
    }
  }

  /** Σ (2k)!/(4^k k!² (2k + 1)) x^(2k). */
  private static GeometricMeanGap arcsine(int terms) {
    double[] a = new double[terms];
    double choose = 1;
    for (int k = 0; k < terms; k++) {
      a[k] = choose / (2 * k + 1);
      choose *= (2 * k + 1) / (2.0 * k + 2);
    }
    return new GeometricMeanGap(a);
  }

  /**
   * Returns 1 - ρ: what differs at c = 1, and what c adds.
   *
   * @param a one variance
   * @param b the other
   * @param oneMinusC 1 - c, between 0 and 2
   */
  public static double oneMinusRho(Side a, Side b, double oneMinusC) {
    double turned =
        turn(a, b, oneMinusC) * a.rootSine * b.rootSine * oneMinusC / (a.rootAlpha * b.rootAlpha);
    return a.q == b.q ? turned : turned + spread(a, b, sinesApart(a, b, b.q - a.q), 1);
  }

  /** Returns E φ'_a φ'_b. */
  public static double d(Side a, Side b, double oneMinusC) {
    return 4 / Math.PI * a.rootNarrow * b.rootNarrow / far(a, b, oneMinusC);
  }

  @Override
  public Radial radial(double qa, double r) {
    if (r < 0) {
      return radial(qa * Math.exp(0.5 * r) * Math.exp(0.5 * r), -r);
    }
    Side a = Side.of(qa);
    Side b = Side.of(qa * Math.exp(0.5 * r) * Math.exp(0.5 * r));
    double apart = Math.abs(r) < 1 ? a.q * (Math.expm1(r) / r) : (b.q - a.q) / r;
    double sines = sinesApart(a, b, apart);
    return Radial.ofRise(r, anglesApart(a, b, sines, r) / a.alpha, spread(a, b, sines, r));
  }

  @Override
  public Slopes slopes(double qa, double r, double oneMinusC) {
    Side a = Side.of(qa);
    Side b = Side.of(qa * Math.exp(0.5 * r) * Math.exp(0.5 * r));
    double mean = 4 / Math.PI * a.rootNarrow * b.rootNarrow * turn(a, b, oneMinusC);
    return new Slopes(mean, d(a, b, oneMinusC));
  }

  /** cos γ₁. */
  private static double near(Side a, Side b) {
    return Math.sqrt(a.narrow + a.sine * b.narrow);
  }

  /** cos γ. */
  private static double far(Side a, Side b, double oneMinusC) {
    double squared = a.narrow + a.sine * b.narrow;
    return Math.sqrt(squared + a.sine * b.sine * oneMinusC * (2 - oneMinusC));
  }

  /** (γ₁ - γ)/((1 - c) sin γ₁). */
  private static double turn(Side a, Side b, double oneMinusC) {
    double c = 1 - oneMinusC;
    double g = a.rootSine * b.rootSine;
    double near = near(a, b);
    double far = far(a, b, oneMinusC);
    if (c < 0) {
      return (Math.atan2(g, near) + Math.atan2(-g * c, far)) / (g * oneMinusC);
    }
    double small = (2 - oneMinusC) / (far + c * near);
    double sine = small * g * oneMinusC;
    double cosine = near * far + a.sine * b.sine * c;
    return sine < TINY ? small : small * (Math.atan2(sine, cosine) / sine);
  }

  /** (sin β - sin α)/r from (q_b - q_a)/r. */
  private static double sinesApart(Side a, Side b, double apart) {
    return 2 * apart * a.narrow * b.narrow;
  }

  /** sin(β - α)/r. */
  private static double sineApart(Side a, Side b, double sines) {
    return sines * ((b.sine + a.sine) / (b.sine * a.cosine + b.cosine * a.sine));
  }

  /** (β - α)/r. */
  private static double anglesApart(Side a, Side b, double sines, double r) {
    double sine = sineApart(a, b, sines);
    return Math.abs(r * sine) < TINY ? sine : Math.atan2(r * sine, cosineApart(a, b)) / r;
  }

  /** cos(β - α). */
  private static double cosineApart(Side a, Side b) {
    return a.cosine * b.cosine + a.sine * b.sine;
  }

  /** (1 - ρ(1))/r². */
  private static double spread(Side a, Side b, double sines, double r) {
    if (Math.max(a.sine, b.sine) < SERIES) {
      double gap = ARCSINE.over(a.sine, b.sine, sines);
      return r * r * gap < TINY * TINY ? gap : -Math.expm1(-r * r * gap) / (r * r);
    }
    double roots = a.rootAlpha * b.rootAlpha;
    double g = a.rootSine * b.rootSine;
    double near = near(a, b);
    if (Math.abs(r) > FAR && Math.min(a.sine, b.sine) < SERIES) {
      return (1 - Math.atan2(g, near) / roots) / (r * r);
    }
    double sine = sineApart(a, b, sines);
    double half = sine * sine / (2 * (1 + cosineApart(a, b)));
    double around = 0.5 * (a.complement + b.complement) + Math.atan2(near, g);
    double ratio = half / Math.sin(around);
    double mean = r * r * ratio < TINY ? ratio : Math.asin(r * r * ratio) / (r * r);
    double rootsApart = anglesApart(a, b, sines, r) / (a.rootAlpha + b.rootAlpha);
    return (mean - 0.5 * rootsApart * rootsApart) / roots;
  }
}
