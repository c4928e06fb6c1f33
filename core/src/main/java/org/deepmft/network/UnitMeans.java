package org.deepmft.network;

import org.deepmft.gaussian.MeanActivation;
import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.PairSignal;

/**
 * Means over the units of the vectors of a pair, as shares μ = m/√K of their root mean squares.
 *
 * @param a μ_a
 * @param difference μ_b - μ_a
 */
record UnitMeans(double a, double difference) {

  static final UnitMeans ZERO = new UnitMeans(0, 0);

  /**
   * Returns the means that an activation makes.
   *
   * @param mean its mean
   * @param u second moments of the pre-activations
   * @param k second moments after it
   */
  static UnitMeans afterActivation(MeanActivation mean, PairSignal u, PairSignal k) {
    if (u.qa() < Double.MIN_NORMAL && mean.atZero() != 0) {
      return new UnitMeans(Math.signum(mean.atZero()), 0); // all units are φ(0)
    }
    double q = Math.max(Double.MIN_NORMAL, u.qa());
    double a = mean.perDeviation(q) * rootRatio(u.q(), k.q());
    if (a == 0 || u.equalNorms()) {
      return new UnitMeans(a, 0);
    }
    double apart = Math.expm1(0.5 * u.lnRatio().value());
    double grown = mean.slope(q, u.qb()) * apart * rootRatio(u.q(), k.qbMagnitude());
    return new UnitMeans(a, grown + a * Math.expm1(-0.5 * k.lnRatio().value()));
  }

  /** √(p/q). */
  private static double rootRatio(Magnitude p, Magnitude q) {
    return Math.sqrt(p.over(q).value());
  }

  /**
   * Returns the means after the second moments grew though the means did not.
   *
   * @param part second moments before
   * @param whole second moments now
   */
  UnitMeans within(PairSignal part, PairSignal whole) {
    if (a == 0 && difference == 0) {
      return this;
    }
    double share = rootRatio(part.q(), whole.q());
    double apart = Math.expm1(0.5 * (part.lnRatio().value() - whole.lnRatio().value()));
    return new UnitMeans(a * share, share * (difference * (1 + apart) + a * apart));
  }

  /** Returns these and others, of which at most one are not zero. */
  UnitMeans or(UnitMeans other) {
    return a == 0 && difference == 0 ? other : this;
  }

  /** Returns 1 - μ_a². */
  double spread() {
    return (1 - a) * (1 + a);
  }

  /** Returns ln((1 - μ_b²)/(1 - μ_a²)). */
  double lnSpreadRatio() {
    return Math.log1p(-difference * (2 * a + difference) / spread());
  }

  /** Returns the means of the vectors times a sign. */
  UnitMeans times(double sign) {
    return new UnitMeans(sign * a, sign * difference);
  }

  private double spreadOfB() {
    double b = a + difference;
    return (1 - b) * (1 + b);
  }

  /**
   * Returns 1 - c once the means are taken away.
   *
   * <pre>
   * μ = sin α,   1 - c' = [(1 - c) - 2 sin²((α_b - α_a)/2)]/(cos α_a cos α_b)
   * </pre>
   */
  Magnitude centred(Magnitude oneMinusC) {
    if (a == 0 && difference == 0) {
      return oneMinusC;
    }
    double cosA = Math.sqrt(spread());
    double cosB = Math.sqrt(spreadOfB());
    double sine = difference * cosA + a * difference * (2 * a + difference) / (cosA + cosB);
    double half = Math.sin(0.5 * Math.atan2(sine, cosA * cosB + a * (a + difference)));
    return oneMinusC.plus(Magnitude.of(-2 * half * half)).times(1 / (cosA * cosB));
  }
}
