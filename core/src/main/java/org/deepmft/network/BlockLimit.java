package org.deepmft.network;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.PairSignal;

/**
 * The limit of one block that is repeated for ever, for a pair of equal norms.
 *
 * <p>q is followed until Newton's steps are short; then the correlation map at q* is convex in c,
 * so that its limit is 1 or the one root below, which is bisected. What neither converges nor grows
 * by a steady factor is followed for {@link #LONGEST} blocks, and powers are read off at a quarter,
 * half and all of them.
 */
final class BlockLimit {

  private static final int LONGEST = 8192;
  private static final int SHORTEST = 256;
  private static final int STEPS_IN_ALL = 400_000;

  /** A factor this near to 1 is 1. */
  private static final double NEUTRAL = 1e-9;

  /** An exponent this near to 0 is 0. */
  private static final double FLAT = 0.02;

  /** By so much must powers of n fall from one octave of n to the next to be logarithms. */
  private static final double LOGARITHMIC = 0.985;

  /** By so much q is larger than after the last block where the limit beside its growth is read. */
  private static final double[] FAR = {1e4, 100, 4};

  /** By so much must the steps of ln (1 - c) grow from octave to octave to be no power's. */
  private static final double STRETCHED = 1.1;

  /** So much less must 1 - c move in one octave of n than in the last for its limit to show. */
  private static final double STEEP = 0.85;

  private static final double SETTLED = 1e-14;
  private static final int MOST_NEWTON = 60;
  private static final int MOST_BISECTIONS = 200;

  private final List<Layer> block;
  private final Pass pass;
  private final PairSignal start;
  private final int blocks;

  /**
   * Prepares.
   *
   * @param block the layers of the block
   * @param pass a pair where the block begins
   */
  BlockLimit(List<Layer> block, Pass pass) {
    this.block = block;
    this.pass = pass;
    this.start = pass.signal();
    this.blocks = Math.max(SHORTEST, Math.min(LONGEST, STEPS_IN_ALL / block.size()));
  }

  static PairSignal pair(Magnitude q, Magnitude oneMinusC) {
    return new PairSignal(q, Magnitude.ZERO, oneMinusC);
  }

  /** Returns the laws of q, 1 - c and the gradient; nothing if q leaves the range of a table. */
  Optional<Rate[]> scales() {
    try {
      return Optional.of(find());
    } catch (MisplacedLayerException beyond) {
      return Optional.empty();
    }
  }

  /** One block on from a pair. */
  private PairSignal after(PairSignal pair) {
    pass.put(pair);
    pass.forget();
    pass.through(block);
    return pass.signal();
  }

  /**
   * ln q, ln (1 - c), what the last block added to that, and ln of the gradient's factor, after
   * some blocks.
   */
  private record Seen(double lnQ, double lnOneMinusC, double lnStep, double lnFactor) {}

  private Rate[] find() {
    Seen[] seen = new Seen[3];
    PairSignal now = start;
    double before = now.q().ln();
    double lnOneMinusC = now.oneMinusC().ln();
    double step = 0;
    double stepAtHalf = 0;
    for (int n = 1; n <= blocks; n++) {
      now = after(now);
      step = now.q().ln() - before;
      before = now.q().ln();
      double lnStep = now.oneMinusC().ln() - lnOneMinusC;
      lnOneMinusC = now.oneMinusC().ln();
      for (int k = 0; k < 3; k++) {
        if (n == blocks >> (2 - k)) {
          seen[k] = new Seen(before, lnOneMinusC, lnStep, pass.growth().a().ln());
          stepAtHalf = k == 1 ? step : stepAtHalf;
        }
      }
    }
    Magnitude settled = settle(now.q());
    if (settled != null) {
      return atFixedPoint(settled, now, seen);
    }
    if (now.q().isZero()) {
      return new Rate[] {Rate.constant(0), Rate.constant(Double.NaN), gradient(seen)};
    }
    if (Math.abs(step) > NEUTRAL && Math.abs(step - stepAtHalf) < 1e-6 * Math.abs(step)) {
      Rate[] rates = atFixedPoint(now.q(), now, seen);
      rates[0] = Rate.exponential(step > 0 ? Double.POSITIVE_INFINITY : 0, Math.exp(step));
      return rates;
    }
    double limit = seen[2].lnQ > seen[1].lnQ ? Double.POSITIVE_INFINITY : 0;
    Rate length = drift(limit, seen[0].lnQ, seen[1].lnQ, seen[2].lnQ);
    Rate c =
        length.limit() > 0 && length.law() == Rate.Law.POWER_LAW
            ? besideGrowth(now).orElseGet(() -> correlationDrift(seen))
            : correlationDrift(seen);
    return new Rate[] {length, c, gradient(seen)};
  }

  /**
   * What a block does to 1 - c at its limit while q grows.
   *
   * @param limit the 1 - c that it does not change
   * @param exponent (dc'/dc - 1)/(q'/q - 1) there
   * @param growth q'/q - 1
   */
  private record Approach(double limit, double exponent, double growth) {}

  /**
   * The law of 1 - c while q ∝ n^k: one block moves it by f(1 - c)/n, so it goes to a root of f
   * like n^p, p = k (dc'/dc - 1)/(q'/q - 1) there. Both to five digits, from q, q/4 and q/16 so
   * large that what a block lacks of its limit falls like q^(-1/2) or faster; empty where c = 1 is
   * the limit.
   */
  private Optional<Rate> besideGrowth(PairSignal now) {
    for (double far : FAR) {
      try {
        Magnitude q = now.q().times(far);
        Optional<Approach> first = approach(q.times(0.0625));
        Optional<Approach> second = approach(q.times(0.25));
        Optional<Approach> third = approach(q);
        if (first.isEmpty() || second.isEmpty() || third.isEmpty()) {
          return Optional.empty();
        }
        Approach a = second.get();
        Approach b = third.get();
        double limit = fiveDigits(Math.min(1, 2 * b.limit - a.limit));
        double k = 2 * power(a, b) - power(first.get(), a);
        return Optional.of(
            Math.abs(now.oneMinusC().value() - limit) < NEUTRAL
                ? Rate.constant(limit)
                : Rate.powerLaw(limit, fiveDigits(k * (2 * b.exponent - a.exponent))));
      } catch (MisplacedLayerException beyond) { // try nearer
      }
    }
    return Optional.empty();
  }

  /** k of q ∝ n^k from the growth of q at two q, the second four times the first. */
  private static double power(Approach at, Approach atFour) {
    return Math.log(4) / Math.log(at.growth / atFour.growth);
  }

  private Optional<Approach> approach(Magnitude q) {
    PairSignal together = after(pair(q, Magnitude.ZERO));
    double growth = together.q().over(q).value() - 1;
    boolean apart = !together.oneMinusC().isZero();
    double stretch = pass.growth().ab().value() / (1 + growth) - 1;
    if (!apart && stretch < FLAT * growth) {
      return Optional.empty();
    }
    double root = root(q);
    after(pair(q, Magnitude.of(root)));
    double slope = pass.growth().ab().value() / (1 + growth);
    return Optional.of(new Approach(root, (slope - 1) / growth, growth));
  }

  private static double fiveDigits(double x) {
    return new BigDecimal(x).round(new MathContext(5)).doubleValue();
  }

  /** The fixed point of q next to where the blocks have led, or null if they have not settled. */
  private Magnitude settle(Magnitude from) {
    Magnitude q = from;
    double last = Double.POSITIVE_INFINITY;
    for (int n = 0; n < MOST_NEWTON; n++) {
      Magnitude next = after(pair(q, Magnitude.ZERO)).q();
      double change = next.over(q).value() - 1;
      double slope = pass.growth().length().value();
      if (Math.abs(change) <= SETTLED || change == last) {
        return q;
      }
      double move = change / (1 - slope);
      if (!(slope < 1 - 1e-7 && Math.abs(move) < 0.05 && Math.abs(change) <= Math.abs(last))) {
        return Math.abs(change) <= 10 * SETTLED ? q : null;
      }
      last = change;
      q = q.times(1 + move);
    }
    return Math.abs(last) <= 100 * SETTLED ? q : null;
  }

  /** The laws where q is fixed, or grows so steadily that the map of c does not change. */
  private Rate[] atFixedPoint(Magnitude q, PairSignal now, Seen[] seen) {
    PairSignal together = after(pair(q, Magnitude.ZERO));
    double factor = pass.growth().a().value();
    double slope = pass.growth().length().value();
    double grown = together.q().over(q).value();
    Rate length =
        Math.abs(slope - 1) < NEUTRAL
            ? Rate.constant(q.value())
            : Rate.exponential(q.value(), slope);
    Rate gradient =
        Math.abs(factor - 1) < NEUTRAL ? gradient(seen) : Rate.exponential(Double.NaN, factor);
    double chi1 = pass.growth().ab().value() / grown;
    boolean apart = !together.oneMinusC().isZero();
    Rate c;
    if (now.oneMinusC().isZero() || start.oneMinusC().isZero() && !apart) {
      c = Rate.exponential(0, chi1);
    } else if (!apart && chi1 < 1 + NEUTRAL) {
      c = chi1 > 1 - NEUTRAL ? correlationDrift(seen) : Rate.exponential(0, chi1);
    } else {
      double root = root(q);
      PairSignal fixed = after(pair(q, Magnitude.of(root)));
      double chiC = pass.growth().ab().value() / fixed.q().over(q).value();
      c =
          Math.abs(chiC - 1) < NEUTRAL
              ? Rate.powerLaw(root, Double.NaN)
              : Rate.exponential(root, chiC);
    }
    return new Rate[] {length, c, gradient};
  }

  /** The 1 - c above 0 that a block does not change, by bisection of ln (1 - c). */
  private double root(Magnitude q) {
    double low = Math.log(1e-18);
    double high = 0;
    for (int n = 0; n < MOST_BISECTIONS && high - low > 1e-15 * -low; n++) {
      double middle = 0.5 * (low + high);
      double next = after(pair(q, Magnitude.ofLog(1, middle))).oneMinusC().ln();
      if (next > middle) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.exp(high);
  }

  /**
   * The slow law of x = 1 - c: to 0, or x = limit + const n^p, from x after n/4, n/2 and n blocks.
   */
  private Rate correlationDrift(Seen[] seen) {
    double[] ln = Arrays.stream(seen).mapToDouble(Seen::lnOneMinusC).toArray();
    if (ln[2] - ln[1] <= -FLAT) {
      double[] steps = Arrays.stream(seen).mapToDouble(Seen::lnStep).toArray();
      return ln[2] - ln[1] > STRETCHED * (ln[1] - ln[0]) || power(steps)
          ? drift(0, ln[0], ln[1], ln[2])
          : stretched(0, steps);
    }
    double x = Math.exp(ln[2]);
    double last = x - Math.exp(ln[1]);
    if (Math.abs(last) < NEUTRAL) {
      return Rate.constant(x);
    }
    double ratio = last / (Math.exp(ln[1]) - Math.exp(ln[0]));
    return ratio > 0 && ratio < STEEP
        ? Rate.powerLaw(x + last * ratio / (1 - ratio), Math.log(ratio) / Math.log(2))
        : Rate.powerLaw(Double.NaN, Double.NaN);
  }

  /**
   * The slow law of x from ln x after n/4, n/2 and n blocks: (n + n0)^p, or (ln n + C)^p, whose
   * powers of n fall with n.
   */
  private Rate drift(double limit, double quarter, double half, double whole) {
    double first = half - quarter;
    double last = whole - half;
    if (last / first < LOGARITHMIC) {
      return Rate.logarithmic(limit, Math.log(2) / (Math.log(2) / last - Math.log(2) / first));
    }
    double low = -0.2;
    double high = 10;
    if (last / first > ratio(high)) {
      return Rate.powerLaw(limit, Double.NaN);
    }
    for (int n = 0; n < MOST_BISECTIONS; n++) {
      double middle = 0.5 * (low + high);
      if (ratio(middle) < last / first) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Rate.powerLaw(limit, last / Math.log((1 + low) / (0.5 + low)));
  }

  /** ln x(n)/x(n/2) over ln x(n/2)/x(n/4) for a power of n + n0. */
  private static double ratio(double n0OverN) {
    return Math.log((1 + n0OverN) / (0.5 + n0OverN)) / Math.log((0.5 + n0OverN) / (0.25 + n0OverN));
  }

  /** The law of the product of factors that tend to 1: ln factor = p/(n + n0) or ∝ n^(p - 1). */
  private Rate gradient(Seen[] seen) {
    double[] steps = Arrays.stream(seen).mapToDouble(Seen::lnFactor).toArray();
    if (steps[2] == Double.NEGATIVE_INFINITY) {
      return Rate.exponential(Double.NaN, 0);
    }
    if (Math.abs(steps[2]) * blocks < FLAT) {
      return Rate.constant(Double.NaN);
    }
    return power(steps)
        ? Rate.powerLaw(Double.NaN, exponent(steps[1], steps[2], 0.5 * blocks))
        : stretched(Double.NaN, steps);
  }

  /** Whether steps of ln x after n/4, n/2 and n blocks are p/(n + n0). */
  private boolean power(double[] steps) {
    double last = exponent(steps[1], steps[2], 0.5 * blocks);
    double before = exponent(steps[0], steps[1], 0.25 * blocks);
    return Math.abs(last - before) < FLAT * Math.abs(last);
  }

  /** p of steps p/(n + n0) of ln x some blocks apart. */
  private static double exponent(double step, double next, double apart) {
    return apart / (1 / next - 1 / step);
  }

  /** The law of x with steps of ln x that are ∝ n^(p - 1). */
  private static Rate stretched(double limit, double[] steps) {
    return Rate.stretched(limit, 1 + Math.log(steps[2] / steps[1]) / Math.log(2));
  }
}
