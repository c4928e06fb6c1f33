package org.deepmft.gaussian;

/** Chebyshev interpolation on [-1, 1] and its polynomial in powers of u. */
final class Chebyshev {

  private Chebyshev() {}

  /** Returns the n zeros of T_n, descending. */
  static double[] nodes(int n) {
    double[] u = new double[n];
    for (int k = 0; k < n; k++) {
      u[k] = Math.sin(Math.PI * (n - 1 - 2 * k) / (2.0 * n));
    }
    return u;
  }

  /** Returns the Chebyshev coefficients of the interpolant through values at {@link #nodes}. */
  static double[] coefficients(double[] values) {
    int n = values.length;
    double[] c = new double[n];
    for (int k = 0; k < n; k++) {
      double sum = 0;
      for (int j = 0; j < n; j++) {
        sum += values[j] * Math.cos(Math.PI * k * (2 * j + 1) / (2.0 * n));
      }
      c[k] = sum * (k == 0 ? 1.0 : 2.0) / n;
    }
    return c;
  }

  /** Returns Σ c_k T_k(u) by Clenshaw's recurrence. */
  static double evaluate(double[] c, double u) {
    double b1 = 0;
    double b2 = 0;
    for (int k = c.length - 1; k > 0; k--) {
      double b0 = 2 * u * b1 - b2 + c[k];
      b2 = b1;
      b1 = b0;
    }
    return u * b1 - b2 + c[0];
  }

  /** Returns the coefficients in powers of u of Σ c_k T_k(u). */
  static double[] toPowers(double[] c) {
    int n = c.length;
    double[] powers = new double[n];
    double[] previous = new double[n];
    double[] current = new double[n];
    previous[0] = 1;
    powers[0] = c[0];
    if (n == 1) {
      return powers;
    }
    current[1] = 1;
    for (int k = 1; k < n; k++) {
      for (int j = 0; j <= k; j++) {
        powers[j] += c[k] * current[j];
      }
      double[] next = new double[n];
      for (int j = 0; j < n; j++) {
        next[j] = (j > 0 ? 2 * current[j - 1] : 0) - previous[j];
      }
      previous = current;
      current = next;
    }
    return powers;
  }

  /** Returns Σ p_k u^k. */
  static double horner(double[] p, double u) {
    double sum = p[p.length - 1];
    for (int k = p.length - 2; k >= 0; k--) {
      sum = Math.fma(sum, u, p[k]);
    }
    return sum;
  }

  /** Returns Σ k p_k u^(k-1). */
  static double hornerDerivative(double[] p, double u) {
    double sum = 0;
    for (int k = p.length - 1; k > 0; k--) {
      sum = Math.fma(sum, u, k * p[k]);
    }
    return sum;
  }
}
