package org.deepmft.gaussian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import org.deepmft.gaussian.NoiseLadder.Rung;
import org.deepmft.gaussian.PairDual.Slopes;

/**
 * D at two different variances, for every angle.
 *
 * <p>A pair is a common part and two independent noises of one variance s,
 *
 * <pre>
 * u_a = α m + √s n_a,  u_b = ±β m + √s n_b,  α² = q_a - s,  β² = q_b - s,  |c| = αβ/√(q_a q_b)
 * s = 2 q_a q_b (1 - c²)/(q_a + q_b + √((q_a - q_b)² + 4c² q_a q_b))
 * D(±c) = E Φ_s(α m) Φ_s(±β m)
 * D(c)  = Σ h_n(q_a) h_n(q_b) c^n      where s is large (mehler1866)
 * </pre>
 *
 * so that both sides share the Φ_s of {@link NoiseLadder}. (D(c) + D(-c))/2 and (D(c) - D(-c))/2c
 * are interpolated in s: they are analytic where c passes 0.
 */
final class SlopesAtVariances {

  private static final double WIDEST_NOISE = 0.9;
  private static final double FIRST_TAIL = 1e-14;
  private static final double FIRST_TAIL_AT_KINKS = 1e-12;
  private static final double SMALLEST_FIRST = 1e-9;

  /** Below this the first interval's limit serves. */
  private static final double NO_ANGLE = 1e-280;

  private static final GaussLegendre RULE = GaussLegendre.of(24);

  private final double qa;
  private final double qb;
  private final NoiseLadder ladder;
  private final double firstEnd;
  private final DoubleFunction<double[]> hermite;
  private final List<Interval> intervals = new ArrayList<>();
  private double[] products;

  /**
   * Prepares.
   *
   * @param qa one variance
   * @param qb the other
   * @param ladder Φ_s
   * @param firstEnd where D may vary fast in s, or infinity
   * @param hermite E φ' He_n/√n! at a variance
   */
  SlopesAtVariances(
      double qa, double qb, NoiseLadder ladder, double firstEnd, DoubleFunction<double[]> hermite) {
    this.qa = qa;
    this.qb = qb;
    this.ladder = ladder;
    this.firstEnd = firstEnd;
    this.hermite = hermite;
  }

  /** The even and odd parts of D on one interval of s. */
  private final class Interval {
    private final Rung rung;
    private final double[] even;
    private final double[] odd;
    private final double tail;
    private final double[] whole = {Double.NaN, Double.NaN};

    Interval(double begin, double end) {
      this.rung = ladder.rung(begin, end);
      int n = rung.s().length;
      double[] e = new double[n];
      double[] o = new double[n];
      for (int k = 0; k < n; k++) {
        double s = rung.s()[k];
        double[] d = new PairOfGrids(rung.grids()[k], qa - s, qb - s).correlations();
        double scale = ladder.jumps() ? Math.sqrt(s) : 1;
        e[k] = 0.5 * scale * (d[0] + d[1]);
        o[k] = 0.5 * scale * (d[0] - d[1]) / cosine(s);
      }
      even = Chebyshev.coefficients(e);
      odd = Chebyshev.coefficients(o);
      tail = (last(even) + last(odd)) / (Math.abs(even[0]) + Math.abs(odd[0]));
    }

    private double last(double[] c) {
      return Math.abs(c[c.length - 1]) + Math.abs(c[c.length - 2]);
    }

    /** D at the place t in [0, 1], for c positive or negative. */
    double value(double t, int sign) {
      double s = rung.s(t);
      double u = 2 * t - 1;
      double value = Chebyshev.evaluate(even, u) + sign * cosine(s) * Chebyshev.evaluate(odd, u);
      return ladder.jumps() ? value / Math.sqrt(s) : value;
    }

    /** ∫ D d|c| over the whole interval. */
    double integral(int sign) {
      int k = sign > 0 ? 1 : 0;
      if (Double.isNaN(whole[k])) {
        whole[k] = integral(1, sign);
      }
      return whole[k];
    }

    /** ∫ D d|c| over places from 0 to t. */
    double integral(double t, int sign) {
      if (t == 0) {
        return 0; // also where φ jumps and D is infinite
      }
      double sum = 0;
      for (int i = 0; i < RULE.nodes().length; i++) {
        double at = t * RULE.nodes()[i];
        double s = rung.s(at);
        double dc = (qa + qb - 2 * s) / (2 * cosine(s) * qa * qb);
        sum += RULE.weights()[i] * value(at, sign) * rung.ds(at) * dc;
      }
      return sum * t;
    }
  }

  /** |c| at s. */
  private double cosine(double s) {
    return Math.sqrt((1 - s / qa) * (1 - s / qb));
  }

  private Interval first() {
    double most = Math.min(1, Math.min(0.5 * Math.min(qa, qb), firstEnd));
    double end = Math.scalb(1.0, Math.getExponent(most));
    Interval interval = new Interval(0, end);
    double tail = firstEnd == Double.POSITIVE_INFINITY ? FIRST_TAIL : FIRST_TAIL_AT_KINKS;
    while (interval.tail > tail && end > SMALLEST_FIRST) {
      end *= 0.25;
      interval = new Interval(0, end);
    }
    return interval;
  }

  /** Returns D at c and its mean up to c = 1. */
  Slopes slopes(double oneMinusC) {
    double c = 1 - oneMinusC;
    extendTo(noise(oneMinusC));
    if (oneMinusC < NO_ANGLE) {
      double limit = intervals.get(0).value(0, 1);
      return new Slopes(limit, limit);
    }
    double sum =
        c >= 0
            ? integral(1, oneMinusC)
            : integral(1, 1) + integral(-1, 1) - integral(-1, 2 - oneMinusC);
    return new Slopes(sum / oneMinusC, value(c >= 0 ? 1 : -1, c >= 0 ? oneMinusC : 2 - oneMinusC));
  }

  /** s at 1 - |c| = e. */
  private double noise(double e) {
    double c = 1 - e;
    double root = Math.sqrt((qa - qb) * (qa - qb) + 4 * c * c * qa * qb);
    return 2 * qa * qb * e * (2 - e) / (qa + qb + root);
  }

  /** Adds intervals of s up to one that holds s, as long as they are all within reach. */
  private void extendTo(double s) {
    if (intervals.isEmpty()) {
      intervals.add(first());
    }
    double end = intervals.get(intervals.size() - 1).rung.end();
    while (end < s && 2 * end <= WIDEST_NOISE * Math.min(qa, qb)) {
      intervals.add(new Interval(end, 2 * end));
      end *= 2;
    }
  }

  /** ∫ D(±|c|) d|c| over 1 - |c| from 0 to e. */
  private double integral(int sign, double e) {
    double s = noise(e);
    extendTo(s);
    double sum = 0;
    for (Interval interval : intervals) {
      if (s <= interval.rung.end()) {
        return sum + interval.integral(interval.rung.t(s), sign);
      }
      sum += interval.integral(sign);
    }
    double high = cosine(intervals.get(intervals.size() - 1).rung.end());
    double low = 1 - e;
    double[] h = series();
    for (int n = h.length - 1; n >= 0; n--) {
      double rise = (Math.pow(high, n + 1) - Math.pow(low, n + 1)) / (n + 1);
      sum += (sign < 0 && n % 2 == 1 ? -h[n] : h[n]) * rise;
    }
    return sum;
  }

  /** D(±|c|) at 1 - |c| = e. */
  private double value(int sign, double e) {
    double s = noise(e);
    for (Interval interval : intervals) {
      if (s <= interval.rung.end()) {
        return interval.value(interval.rung.t(s), sign);
      }
    }
    double[] h = series();
    double sum = 0;
    for (int n = h.length - 1; n >= 0; n--) {
      sum = sum * sign * (1 - e) + h[n];
    }
    return sum;
  }

  private double[] series() {
    if (products == null) {
      products = hermite.apply(qa);
      double[] other = hermite.apply(qb);
      Arrays.setAll(products, n -> products[n] * other[n]);
    }
    return products;
  }
}
