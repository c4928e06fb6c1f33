package org.deepmft.kernel;

/**
 * What was added to a kernel's diagonal so that it could be factorised: nothing, if each pivot
 * exceeds 2⁻⁵² n times the largest diagonal element; otherwise 2⁻⁴⁸ n times the mean one, tenfold
 * until it suffices.
 *
 * @param size what was added; 0 if nothing was
 * @param singularRow the first row whose pivot failed without it; -1 if none did
 */
record Jitter(double size, int singularRow) {

  private static final double UNIT = 0x1p-52;
  private static final double FIRST = 16;

  /**
   * Factorises K + noise 1, with jitter if it must be.
   *
   * @param kernel the kernel that is to be factorised
   * @param noise is added to the diagonal besides
   */
  static Jitter factor(Cholesky cholesky, KernelMatrix kernel, double noise) {
    int n = kernel.size();
    double largest = 0;
    double sum = 0;
    for (int a = 0; a < n; a++) {
      double own = kernel.diagonal()[a] + noise;
      largest = Math.max(largest, own);
      sum += own;
    }
    double least = UNIT * n * largest;
    int singular = cholesky.factor(noise, least);
    double jitter = 0;
    for (int failed = singular; failed >= 0; failed = cholesky.factor(noise + jitter, least)) {
      cholesky.restore();
      jitter = jitter == 0 ? FIRST * UNIT * sum : 10 * jitter;
    }
    return new Jitter(jitter, singular);
  }
}
