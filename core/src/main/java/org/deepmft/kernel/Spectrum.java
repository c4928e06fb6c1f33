package org.deepmft.kernel;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The ends of a symmetric matrix's spectrum. */
final class Spectrum {

  /** Products with a matrix itself settle λ to this, relatively. */
  private static final double SETTLED = 1e-13;

  /** Solves settle 1/λ to this. */
  private static final double SOLVED = 1e-9;

  private static final int MOST_STEPS = 400;
  private static final int MOST_SOLVES = 60;
  private static final int HALVINGS = 60;

  private Spectrum() {}

  /** Returns the largest eigenvalue of a matrix; at most 400 steps. */
  static double largest(double[][] rows, int n) {
    return largest(
        n,
        MOST_STEPS,
        SETTLED,
        v -> {
          double[] product = new double[n];
          IntStream.range(0, n).parallel().forEach(i -> product[i] = dot(rows[i], v, n));
          return product;
        });
  }

  /**
   * Returns the least eigenvalue of a positive matrix; at most 60 steps, and if they do not suffice
   * it is smaller than what is returned.
   *
   * @param solve returns A⁻¹ v
   */
  static double least(int n, UnaryOperator<double[]> solve) {
    return 1 / largest(n, MOST_SOLVES, SOLVED, solve);
  }

  /**
   * Returns the largest eigenvalue, by the power method in Lanczos's form: the largest Ritz value
   * of v, A v, A² v, ..., until five steps together change it by less than asked. It never exceeds
   * the eigenvalue.
   */
  private static double largest(
      int n, int steps, double settled, UnaryOperator<double[]> multiply) {
    double[] alpha = new double[steps];
    double[] beta = new double[steps];
    double[] before = new double[n];
    double[] v = start(n);
    double ritz = 0;
    int quiet = 0;
    for (int k = 0; k < Math.min(n, steps) && quiet < 5; k++) {
      double[] to = multiply.apply(v);
      alpha[k] = dot(v, to, n);
      for (int i = 0; i < n; i++) {
        to[i] -= alpha[k] * v[i] + (k == 0 ? 0 : beta[k - 1] * before[i]);
      }
      double now = largestOfTridiagonal(alpha, beta, k + 1, ritz);
      quiet = now - ritz <= settled / 5 * now ? quiet + 1 : 0;
      ritz = now;
      beta[k] = Math.sqrt(dot(to, to, n));
      if (!(beta[k] > SETTLED * ritz)) {
        break;
      }
      normalise(to);
      before = v;
      v = to;
    }
    return ritz;
  }

  /** The largest eigenvalue, at least {@code low}, by bisection on Sturm's count. */
  private static double largestOfTridiagonal(double[] alpha, double[] beta, int n, double low) {
    double high = low;
    for (int i = 0; i < n; i++) {
      double beside = (i > 0 ? beta[i - 1] : 0) + (i < n - 1 ? beta[i] : 0);
      high = Math.max(high, alpha[i] + beside);
    }
    double from = low;
    for (int step = 0; step < HALVINGS; step++) {
      double middle = 0.5 * (from + high);
      if (exceeded(alpha, beta, n, middle)) {
        from = middle;
      } else {
        high = middle;
      }
    }
    return 0.5 * (from + high);
  }

  /** Whether an eigenvalue lies above x: then a pivot of x 1 - T is not positive. */
  private static boolean exceeded(double[] alpha, double[] beta, int n, double x) {
    double pivot = x - alpha[0];
    for (int i = 1; i < n && pivot > 0; i++) {
      pivot = x - alpha[i] - beta[i - 1] * beta[i - 1] / pivot;
    }
    return !(pivot > 0);
  }

  private static double[] start(int n) {
    SplittableRandom random = new SplittableRandom(1);
    double[] v = random.doubles(n, 0.5, 1.5).toArray();
    for (int i = 1; i < n; i += 3) {
      v[i] = -v[i];
    }
    normalise(v);
    return v;
  }

  private static void normalise(double[] v) {
    double norm = Math.sqrt(dot(v, v, v.length));
    for (int i = 0; i < v.length; i++) {
      v[i] /= norm;
    }
  }

  /** Returns the scalar product of the first n numbers. */
  static double dot(double[] a, double[] b, int n) {
    return dot(a, b, 0, n);
  }

  /** Returns the scalar product of the numbers in [from, to). */
  static double dot(double[] a, double[] b, int from, int to) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < to; i++) {
      s0 += a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
