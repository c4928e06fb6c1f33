package org.deepmft.gaussian;

/**
 * The Gauss-Legendre rule on [0, 1]: exact for polynomials of degree 2n - 1.
 *
 * @param nodes the nodes, ascending
 * @param weights the weights, summing to 1
 */
record GaussLegendre(double[] nodes, double[] weights) {

  /** Returns the rule of n nodes, by Newton's iteration on P_n. */
  static GaussLegendre of(int n) {
    double[] x = new double[n];
    double[] w = new double[n];
    for (int i = 0; i < n; i++) {
      double z = -Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
      double derivative = 1;
      for (int step = 0; step < 100; step++) {
        double p0 = 1;
        double p1 = z;
        for (int k = 2; k <= n; k++) {
          double p2 = ((2 * k - 1) * z * p1 - (k - 1) * p0) / k;
          p0 = p1;
          p1 = p2;
        }
        derivative = n * (z * p1 - p0) / (z * z - 1);
        double dz = p1 / derivative;
        z -= dz;
        if (Math.abs(dz) < 1e-16) {
          break;
        }
      }
      x[i] = 0.5 * (1 + z);
      w[i] = 1 / ((1 - z * z) * derivative * derivative);
    }
    return new GaussLegendre(x, w);
  }
}
