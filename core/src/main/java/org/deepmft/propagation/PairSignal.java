package org.deepmft.propagation;

/**
 * The second moments of two signals a and b, in a form that loses nothing when they are nearly
 * equal:
 *
 * <pre>
 * q = K_aa,   lnRatio = ln(K_bb/K_aa),   oneMinusC = 1 - K_ab/√(K_aa K_bb)
 * </pre>
 *
 * The signals are pre-activations, then K_aa is q_a and K_ab/√(K_aa K_bb) is c, or what an
 * activation, a residual branch or a norm makes of them.
 *
 * @param q K_aa, not negative
 * @param lnRatio ln(K_bb/K_aa)
 * @param oneMinusC 1 - c, between 0 and 2
 */
public record PairSignal(Magnitude q, Magnitude lnRatio, Magnitude oneMinusC) {

  /**
   * Returns a pair.
   *
   * @param qa variance of the first
   * @param qb variance of the second
   * @param c correlation
   * @throws IllegalArgumentException if a variance is not positive and finite or c not in [-1, 1]
   */
  public static PairSignal of(double qa, double qb, double c) {
    require("q_b", qb, qb > 0 && qb <= Double.MAX_VALUE, "positive and finite");
    PairSignal equal = ofEqualNorms(qa, c);
    double ratio = qb / qa;
    double ln = ratio > 0.5 && ratio < 2 ? Math.log1p((qb - qa) / qa) : Math.log(qb) - Math.log(qa);
    return new PairSignal(equal.q, Magnitude.of(ln), equal.oneMinusC);
  }

  /**
   * Returns a pair of equal norms.
   *
   * @param q variance of each
   * @param c correlation
   * @throws IllegalArgumentException if q is not positive and finite or c not in [-1, 1]
   */
  public static PairSignal ofEqualNorms(double q, double c) {
    require("c", c, c >= -1 && c <= 1, "in [-1, 1]");
    return ofEqualNorms(q, Magnitude.of(1 - c));
  }

  /**
   * Returns a pair of equal norms.
   *
   * @param q variance of each
   * @param oneMinusC 1 - c
   * @throws IllegalArgumentException if q is not positive and finite
   */
  public static PairSignal ofEqualNorms(double q, Magnitude oneMinusC) {
    require("q", q, q > 0 && q <= Double.MAX_VALUE, "positive and finite");
    return new PairSignal(Magnitude.of(q), Magnitude.ZERO, oneMinusC);
  }

  private static void require(String name, double value, boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + rule + ", got " + value);
    }
  }

  /** Returns the same constant in both signals: a bias. */
  public static PairSignal shared(double variance) {
    return new PairSignal(Magnitude.of(variance), Magnitude.ZERO, Magnitude.ZERO);
  }

  /** Returns noise of one variance, independent in both signals. */
  public static PairSignal independent(double variance) {
    return new PairSignal(Magnitude.of(variance), Magnitude.ZERO, Magnitude.of(1));
  }

  /** Returns K_aa. */
  public double qa() {
    return q.value();
  }

  /** Returns K_bb. */
  public Magnitude qbMagnitude() {
    return lnRatio.isZero() ? q : q.times(Magnitude.ofLog(1, lnRatio.value()));
  }

  /** Returns K_bb. */
  public double qb() {
    return qbMagnitude().value();
  }

  /** Returns c. */
  public double c() {
    return 1 - oneMinusC.value();
  }

  /** Returns (1 - c)/2. */
  public double y() {
    return Math.min(1, 0.5 * oneMinusC.value());
  }

  /** Returns whether both have the same norm exactly. */
  public boolean equalNorms() {
    return lnRatio.isZero();
  }

  /** Returns the second moments after a dense layer: σ_w² K + σ_b². */
  public PairSignal dense(double sigmaW2, double sigmaB2) {
    return times(sigmaW2).plus(shared(sigmaB2));
  }

  /** Returns factor K. */
  public PairSignal times(double factor) {
    return new PairSignal(q.times(factor), lnRatio, oneMinusC);
  }

  /** Returns the second moments after dropout: 1 - c' = p + (1 - p)(1 - c). */
  public PairSignal dropout(double dropProbability) {
    double keep = 1 - dropProbability;
    return new PairSignal(
        q.times(1 / keep), lnRatio, oneMinusC.times(keep).plus(Magnitude.of(dropProbability)));
  }

  /** Returns the second moments after division by the root mean square. */
  public PairSignal normalised() {
    return new PairSignal(Magnitude.of(1), Magnitude.ZERO, oneMinusC);
  }

  /**
   * Returns the second moments K + L of sums of signals that know nothing of each other.
   *
   * <pre>
   * w = K_aa/(K_aa + L_aa),  r' = ln[1 + w (e^r_K - 1) + (1 - w)(e^r_L - 1)]
   * w_K = w e^((r_K - r')/2),  w_L = (1 - w) e^((r_L - r')/2)
   * 1 - c' = w_K (1 - c_K) + w_L (1 - c_L) + 4 w_K w_L sinh²((r_K - r_L)/4)/(1 + w_K + w_L)
   * </pre>
   */
  public PairSignal plus(PairSignal other) {
    if (other.q.isZero() || q.isZero()) {
      return q.isZero() ? other : this;
    }
    double w = q.shareWith(other.q);
    double rest = other.q.shareWith(q);
    Magnitude r = meanRatio(w, other.lnRatio, rest);
    double own = w * Math.exp(0.5 * (lnRatio.value() - r.value()));
    double others = rest * Math.exp(0.5 * (other.lnRatio.value() - r.value()));
    Magnitude apart = lnRatio.plus(other.lnRatio.negated());
    Magnitude twist =
        apart.ordinary() ? Magnitude.of(2 * Math.sinh(apart.value() / 4)) : apart.times(0.5);
    Magnitude spread = twist.times(twist).times(own * others / (1 + own + others));
    return new PairSignal(
        q.plus(other.q), r, oneMinusC.times(own).plus(other.oneMinusC.times(others)).plus(spread));
  }

  /** ln(w e^r + rest e^other). */
  private Magnitude meanRatio(double w, Magnitude other, double rest) {
    double most = Math.max(lnRatio.value(), other.value());
    if (Math.max(Math.abs(lnRatio.value()), Math.abs(other.value())) > 0.5) {
      double sum = w * Math.exp(lnRatio.value() - most) + rest * Math.exp(other.value() - most);
      return Magnitude.of(most + Math.log(sum));
    }
    return lnRatio.expm1().times(w).plus(other.expm1().times(rest)).log1p();
  }
}
