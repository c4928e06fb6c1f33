package org.deepmft.cpu;

/**
 * Horner's scheme over columns of points, written so that the JIT compiler turns every inner loop
 * into vector instructions: plain counted loops over arrays that stay in the first-level cache,
 * four coefficients a pass.
 */
final class Polynomials {

  private Polynomials() {}

  /** out_i = Σ_k c_k x_i^k. */
  static void evaluate(double[] c, double[] x, double[] out, int n) {
    int k = c.length - 1;
    double top = c[k];
    for (int i = 0; i < n; i++) {
      out[i] = top;
    }
    for (; k >= 4; k -= 4) {
      double c3 = c[k - 1];
      double c2 = c[k - 2];
      double c1 = c[k - 3];
      double c0 = c[k - 4];
      for (int i = 0; i < n; i++) {
        double t = x[i];
        out[i] = Math.fma(Math.fma(Math.fma(Math.fma(out[i], t, c3), t, c2), t, c1), t, c0);
      }
    }
    for (; k >= 1; k--) {
      double c0 = c[k - 1];
      for (int i = 0; i < n; i++) {
        out[i] = Math.fma(out[i], x[i], c0);
      }
    }
  }

  /** f_i = Σ_{k < terms} c_k x_i^k and its derivative. */
  static void withDerivative(double[] c, int terms, double[] x, double[] f, double[] df, int n) {
    int k = terms - 1;
    double top = c[k];
    for (int i = 0; i < n; i++) {
      f[i] = top;
      df[i] = 0;
    }
    for (; k >= 2; k -= 2) {
      double c1 = c[k - 1];
      double c0 = c[k - 2];
      for (int i = 0; i < n; i++) {
        double t = x[i];
        double a = f[i];
        double d = Math.fma(df[i], t, a);
        double b = Math.fma(a, t, c1);
        df[i] = Math.fma(d, t, b);
        f[i] = Math.fma(b, t, c0);
      }
    }
    if (k == 1) {
      double c0 = c[0];
      for (int i = 0; i < n; i++) {
        df[i] = Math.fma(df[i], x[i], f[i]);
        f[i] = Math.fma(f[i], x[i], c0);
      }
    }
  }

  /**
   * The same with coefficients of its own for every point: c_k of point i is at {@code from + k
   * stride + i}.
   */
  static void withDerivative(
      double[] c, int from, int stride, int terms, double[] x, double[] f, double[] df, int n) {
    int k = terms - 1;
    int top = from + k * stride;
    for (int i = 0; i < n; i++) {
      f[i] = c[top + i];
      df[i] = 0;
    }
    for (; k >= 2; k -= 2) {
      int at1 = from + (k - 1) * stride;
      int at0 = from + (k - 2) * stride;
      for (int i = 0; i < n; i++) {
        double t = x[i];
        double a = f[i];
        double d = Math.fma(df[i], t, a);
        double b = Math.fma(a, t, c[at1 + i]);
        df[i] = Math.fma(d, t, b);
        f[i] = Math.fma(b, t, c[at0 + i]);
      }
    }
    if (k == 1) {
      for (int i = 0; i < n; i++) {
        df[i] = Math.fma(df[i], x[i], f[i]);
        f[i] = Math.fma(f[i], x[i], c[from + i]);
      }
    }
  }
}
