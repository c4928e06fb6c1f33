package org.deepmft.activation.expression;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.TreeSet;

/**
 * The points of the scan on [-10⁴, 10⁴], and bisection between two of them.
 *
 * <p>Steps of 1/64 up to 8, then of 0.5 %; towards 0 halves down to 2⁻⁴⁰, then a few points down to
 * 10⁻³⁰⁰.
 */
final class Grid {

  static final double LIMIT = 1e4;

  private static final double DENSE = 8;
  private static final double STEP = 1.0 / 64;
  private static final double TINY = 1e-300;
  private static final double RATIO = 1.005;

  private static final double[] POINTS = points();

  private Grid() {}

  /** Returns the points in ascending order; not to be changed. */
  static double[] scan() {
    return POINTS;
  }

  /** Returns the points from {@code lo} up to, but without, {@code hi}. */
  static double[] scan(double lo, double hi) {
    return Arrays.copyOfRange(POINTS, index(lo), index(hi));
  }

  /** The index of the first point that is not below x. */
  private static int index(double x) {
    int at = Arrays.binarySearch(POINTS, x);
    return at < 0 ? -at - 1 : at;
  }

  private static double[] points() {
    TreeSet<Double> positive = new TreeSet<>();
    for (int k = 1; k * STEP <= DENSE; k++) {
      positive.add(k * STEP);
    }
    for (double x = DENSE; x < LIMIT; x *= RATIO) {
      positive.add(x);
    }
    positive.add(LIMIT);
    for (int k = 7; k <= 40; k++) {
      positive.add(Math.scalb(1.0, -k));
    }
    for (double x : new double[] {1e-15, 1e-20, 1e-50, 1e-100, 1e-200, 1e-300}) {
      positive.add(x);
    }
    int n = positive.size();
    double[] points = new double[2 * n + 1];
    int k = 0;
    for (double x : positive) {
      points[n + 1 + k] = x;
      points[n - 1 - k] = -x;
      k++;
    }
    return points;
  }

  /** A property of a place. */
  @FunctionalInterface
  interface Test {
    boolean holds(double x);
  }

  /**
   * Returns a place p in [lo, hi) where the test holds and at the next number does not; the test
   * holds at lo and not at hi.
   */
  static double last(double lo, double hi, Test test) {
    long a = ordered(lo);
    long b = ordered(hi);
    while (b - a > 1) {
      long middle = a + (b - a) / 2;
      if (test.holds(number(middle))) {
        a = middle;
      } else {
        b = middle;
      }
    }
    return number(a);
  }

  /** Bits of a number, in the order of the numbers; -0 and 0 are the same. */
  private static long ordered(double x) {
    long bits = Double.doubleToLongBits(x + 0.0);
    return bits >= 0 ? bits : Long.MIN_VALUE - bits;
  }

  private static double number(long ordered) {
    return Double.longBitsToDouble(ordered >= 0 ? ordered : Long.MIN_VALUE - ordered);
  }

  /** "= x" to six digits, for people; "< 0" and "> 0" just beside 0. */
  static String place(double x) {
    if (x == 0) {
      return "= 0";
    }
    if (Math.abs(x) < TINY) {
      return x < 0 ? "< 0" : "> 0";
    }
    BigDecimal rounded = new BigDecimal(x).round(new MathContext(6)).stripTrailingZeros();
    return "= " + (Math.abs(x) >= 1e-5 ? rounded.toPlainString() : rounded.toString());
  }
}
