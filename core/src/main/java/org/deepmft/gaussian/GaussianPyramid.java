package org.deepmft.gaussian;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.DoubleUnaryOperator;

/**
 * Gaussian averages of one smooth function f by the trapezoidal rule on lattices of spacing h₀ 2^k.
 *
 * <p>For f analytic in a strip about the real axis the trapezoidal rule converges exponentially in
 * 1/h; h₀ is chosen by comparing two lattices half a step apart. For a pair of variables it works
 * in their mean p and half-difference r, which are independent, so that f(u_a) f(u_b) = f(p + r)
 * f(p - r) is a product of lattice values and no function is evaluated in the double sum:
 *
 * <pre>
 * E f(u_a) g(u_b) = Σ_i Σ_j w_i(var p) w_j(var r) f[i + j] g[i - j],
 * var p = q (1 - y),  var r = q y
 * </pre>
 *
 * Where both variances are wide, part of the noise is averaged beforehand: with independent noise
 * of variance δ taken out of each of u_a and u_b, f is replaced by f_δ(x) = E f(x + √δ n), which
 * lives on a coarser lattice. Level k &gt; 0 holds f_δ with δ = 6 h², h = h₀ 2^k, made from level k
 * - 1 by one convolution: a Gaussian pyramid. So the double sum has a few hundred by a few tens of
 * terms at any q. Where a variance is narrow, levels k &lt; 0 sample f itself more finely.
 *
 * <p>Accuracy: discretisation below 1e-17 relative to the Gaussian's mass, rounding about 1e-15.
 */
final class GaussianPyramid {

  /** A Gaussian is cut off at this many standard deviations, e^(-40.5) = 3e-18. */
  private static final double CUT = 9;

  /**
   * Smallest variance/h² of a Gaussian on a lattice. Alone, 2.1 would resolve it to 1e-18; its
   * product with f needs the sum of both bandwidths, so each gets half of the lattice's square.
   */
  private static final double RESOLVED = 4.2;

  /** δ/h² of the smoothed levels: f_δ has no wave beyond the lattice's to 1e-17. */
  private static final double SMOOTHING = 6;

  /** |u| &lt;= this many √q carries all but 3e-20 of the mass of (u_a, u_b). */
  private static final double REACH = 9.5;

  private static final int FINEST = -40;

  private final DoubleUnaryOperator f;
  private final double h0;
  private final double xMax;
  private final ConcurrentMap<Integer, Level> levels = new ConcurrentHashMap<>();

  /** f_δ at i h for |i| &lt;= reach; zero to working precision beyond |i| &lt;= support. */
  private record Level(double h, double delta, int reach, int support, double[] values) {
    double at(int i) {
      return values[reach + i];
    }
  }

  /**
   * Creates the pyramid of a function.
   *
   * @param f the function, analytic near the real axis
   * @param resolvingStep lattice spacing that resolves f, from {@link #resolvingStep}
   * @param qMax largest variance that will be asked for
   */
  GaussianPyramid(DoubleUnaryOperator f, double resolvingStep, double qMax) {
    this.f = f;
    this.h0 = resolvingStep * Math.sqrt(0.5);
    this.xMax = REACH * Math.sqrt(qMax);
  }

  /**
   * Returns the largest lattice spacing at which E f(u)⁴ does not depend on where the lattice lies.
   *
   * @param f the function, of order 1 on the unit scale
   */
  static double resolvingStep(DoubleUnaryOperator f) {
    for (double h = 0.5; h > 1e-3; h *= 0.8) {
      if (shiftError(f, h) <= 1e-15 && shiftError(f, 0.9 * h) <= 1e-15) {
        return h;
      }
    }
    return 1e-3;
  }

  private static double shiftError(DoubleUnaryOperator f, double h) {
    double[] sums = new double[2];
    for (int shift = 0; shift < 2; shift++) {
      int n = (int) Math.ceil(2 * CUT / h);
      for (int i = -n; i <= n; i++) {
        double x = (i + 0.5 * shift) * h;
        double v = f.applyAsDouble(x);
        sums[shift] += Math.exp(-x * x / 8) * v * v * v * v;
      }
    }
    return Math.abs(sums[0] - sums[1]) / sums[0];
  }

  /** Adds weight times the integrands at x to the sums. */
  interface Integrands {
    void add(double x, double weight, double[] sums);
  }

  /**
   * Returns the means over u ~ N(0, q) of several functions, each as smooth as f⁴.
   *
   * @param integrands the functions
   * @param count how many they are
   * @param resolvingStep lattice spacing that resolves them
   * @param q the variance, positive
   */
  static double[] means(Integrands integrands, int count, double resolvingStep, double q) {
    double h = 1 / Math.sqrt(1 / (resolvingStep * resolvingStep) + 0.5 * RESOLVED / q);
    int n = (int) Math.ceil(REACH * Math.sqrt(q) / h);
    double[] sums = new double[count];
    double norm = h / Math.sqrt(2 * Math.PI * q);
    for (int i = n; i > 0; i--) {
      double x = i * h;
      double w = norm * Math.exp(-x * x / (2 * q));
      integrands.add(x, w, sums);
      integrands.add(-x, w, sums);
    }
    integrands.add(0, norm, sums);
    return sums;
  }

  /**
   * Returns E f(u_a) f(u_b) for a pair of variance q.
   *
   * @param q the variance, positive
   * @param z (1 - |c|)/2 in (0, 1/2], so that small angles and angles near π are both exact
   * @param opposite whether c is negative, that is y = 1 - z
   */
  double correlate(double q, double z, boolean opposite) {
    double varWide = q * (1 - z);
    double varNarrow = q * z;
    Level level = level(levelFor(varNarrow));
    double half = 0.5 * level.delta;
    int reach = Math.min(level.support, (int) Math.ceil(REACH * Math.sqrt(q) / level.h));
    double[] wide = weights((varWide - half) / (level.h * level.h), reach);
    double[] narrow = weights((varNarrow - half) / (level.h * level.h), reach);
    double sum = 0;
    for (int j = Math.min(narrow.length - 1, reach); j >= 0; j--) {
      int n = Math.min(wide.length - 1, reach - j);
      double row = opposite ? oppositeRow(level, wide, j, n) : row(level, wide, j, n);
      sum += (j == 0 ? 1 : 2) * narrow[j] * row;
    }
    return sum;
  }

  /** Σ_i w_i f[i + j] f[i - j], |i| &lt;= n; f(p + r) f(p - r) is even in r, so j and -j agree. */
  private static double row(Level level, double[] w, int j, int n) {
    double[] v = level.values;
    int a = level.reach + j;
    int b = level.reach - j;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 1;
    for (; i + 1 <= n; i += 2) {
      s0 += w[i] * (v[a + i] * v[b + i]);
      s1 += w[i] * (v[a - i] * v[b - i]);
      s2 += w[i + 1] * (v[a + i + 1] * v[b + i + 1]);
      s3 += w[i + 1] * (v[a - i - 1] * v[b - i - 1]);
    }
    if (i <= n) {
      s0 += w[i] * (v[a + i] * v[b + i]);
      s1 += w[i] * (v[a - i] * v[b - i]);
    }
    return w[0] * v[a] * v[b] + ((s0 + s2) + (s1 + s3));
  }

  /** The same with u_b of opposite sign: the wide variable is r, f(p + r) f(p - r) with p = j. */
  private static double oppositeRow(Level level, double[] w, int j, int n) {
    double[] v = level.values;
    int o = level.reach;
    double up = w[0] * v[o + j] * v[o + j];
    double down = w[0] * v[o - j] * v[o - j];
    for (int i = 1; i <= n; i++) {
      up += 2 * w[i] * (v[o + j + i] * v[o + j - i]);
      down += 2 * w[i] * (v[o - j + i] * v[o - j - i]);
    }
    return 0.5 * (up + down);
  }

  /**
   * Weights at 0, 1, 2, ... of a Gaussian of this variance in lattice units, no further than
   * needed.
   *
   * <p>Their sum over all integers is √(2π variance) to 1e-18 by Poisson's formula, as the lattice
   * resolves it.
   */
  private static double[] weights(double variance, int furthest) {
    int n = Math.min(furthest, (int) Math.ceil(CUT * Math.sqrt(variance)));
    double[] w = new double[n + 1];
    double norm = 1 / Math.sqrt(2 * Math.PI * variance);
    for (int i = 0; i <= n; i++) {
      w[i] = norm * Math.exp(-0.5 * i * i / variance);
    }
    return w;
  }

  private int levelFor(double varNarrow) {
    int k = 0;
    double h2 = h0 * h0;
    if (varNarrow >= RESOLVED * h2) {
      while (varNarrow >= (RESOLVED + 0.5 * SMOOTHING) * 4 * h2) {
        h2 *= 4;
        k++;
      }
      return k;
    }
    while (varNarrow < RESOLVED * h2 && k > FINEST) {
      h2 *= 0.25;
      k--;
    }
    return k;
  }

  private Level level(int k) {
    Level known = levels.get(k);
    if (known != null) {
      return known;
    }
    Level made = k <= 0 ? sample(k) : smooth(level(k - 1));
    Level raced = levels.putIfAbsent(k, made);
    return raced == null ? made : raced;
  }

  private Level sample(int k) {
    double h = Math.scalb(h0, k);
    int reach = (int) Math.ceil(xMax / h) + 2;
    double[] values = new double[2 * reach + 1];
    for (int i = -reach; i <= reach; i++) {
      values[reach + i] = f.applyAsDouble(i * h);
    }
    return new Level(h, 0, reach, support(values, reach), values);
  }

  private Level smooth(Level fine) {
    double h = 2 * fine.h;
    double delta = SMOOTHING * h * h;
    double[] w = weights((delta - fine.delta) / (fine.h * fine.h), Integer.MAX_VALUE);
    int taps = w.length - 1;
    int reach = (int) Math.ceil(xMax / h) + 2;
    double[] values = new double[2 * reach + 1];
    for (int i = -reach; i <= reach; i++) {
      double sum = w[0] * clamped(fine, 2 * i);
      for (int t = 1; t <= taps; t++) {
        sum += w[t] * (clamped(fine, 2 * i + t) + clamped(fine, 2 * i - t));
      }
      values[reach + i] = sum;
    }
    return new Level(h, delta, reach, support(values, reach), values);
  }

  /** Beyond its reach a level goes on as a constant; the mass out there is below 3e-20. */
  private static double clamped(Level level, int i) {
    return level.at(Math.max(-level.reach, Math.min(level.reach, i)));
  }

  /** Index beyond which f is below 1e-25 of its largest value. */
  private static int support(double[] values, int reach) {
    double max = 0;
    for (double v : values) {
      max = Math.max(max, Math.abs(v));
    }
    int support = reach;
    while (support > 1
        && Math.abs(values[reach + support]) < 1e-25 * max
        && Math.abs(values[reach - support]) < 1e-25 * max) {
      support--;
    }
    return support;
  }
}
