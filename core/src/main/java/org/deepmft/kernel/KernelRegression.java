package org.deepmft.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Regression with a kernel, without noise: the posterior of a Gaussian process with mean 0
 * (rasmussen2006, eq. 2.19),
 *
 * <pre>
 * mean = K_tx K⁻¹ y,   variance = K_tt - K_tx K⁻¹ K_xt
 * </pre>
 *
 * With the NTK in place of K the mean is the prediction of a wide network trained for infinite time
 * by gradient descent on squared loss, averaged over initialisations (lee2019); the variance then
 * has no meaning.
 *
 * <p>Jitter is added to K's diagonal only if K cannot be factorised: a pivot must exceed 2⁻⁵² n
 * times the largest diagonal element. It begins at 2⁻⁴⁸ n times the mean diagonal element and grows
 * tenfold.
 *
 * @param lambdaMax K's largest eigenvalue, to 1e-12 unless a hundred others crowd beside it
 * @param lambdaMin its least eigenvalue, from 60 solves at most and never too small; with jitter,
 *     known to a rounding error of it only
 * @param jitter what was added to the diagonal; 0 if nothing was
 * @param singularRow the first row whose pivot failed without jitter; -1 if none did
 * @param mean [outputs][tests]
 * @param variance [tests], not below 0
 * @param lnLikelihood logarithm of the probability density of y, of each output
 */
public record KernelRegression(
    double lambdaMax,
    double lambdaMin,
    double jitter,
    int singularRow,
    double[][] mean,
    double[] variance,
    double[] lnLikelihood) {

  private static final double UNIT = 0x1p-52;
  private static final double FIRST_JITTER = 16;

  /** Returns λ_max/λ_min, infinite if λ_min is not positive. */
  public double condition() {
    return lambdaMin > 0 ? lambdaMax / lambdaMin : Double.POSITIVE_INFINITY;
  }

  /**
   * Factorises a kernel and predicts.
   *
   * @param kernel the kernel; its test rows are overwritten, the others are as before afterwards
   * @param targets [outputs][M]; none for the spectrum alone
   * @param product multiplies tiles
   */
  public static KernelRegression of(KernelMatrix kernel, double[][] targets, TileProduct product) {
    int n = kernel.size();
    double largest = Spectrum.largest(kernel.rows(), n);
    Cholesky cholesky = new Cholesky(kernel.rows(), n, product);
    double[] diagonal = Arrays.copyOf(kernel.diagonal(), n);
    double least = UNIT * n * Arrays.stream(diagonal).max().orElse(0);
    int singular = cholesky.factor(0, least);
    double jitter = 0;
    for (int failed = singular; failed >= 0; failed = cholesky.factor(jitter, least)) {
      cholesky.restore();
      jitter =
          jitter == 0
              ? FIRST_JITTER * UNIT * n * Arrays.stream(diagonal).average().orElse(0)
              : 10 * jitter;
    }
    double nearest =
        Spectrum.least(
            n,
            v -> {
              double[] x = v.clone();
              cholesky.solveLower(x);
              cholesky.solveUpper(x);
              return x;
            });
    double[][] tests = Arrays.copyOfRange(kernel.rows(), n, kernel.rows().length);
    double[][] y = new double[targets.length][];
    Arrays.setAll(y, k -> targets[k].clone());
    double[] likelihood = new double[y.length];
    double[][] mean = new double[y.length][tests.length];
    double[] variance = new double[tests.length];
    if (y.length > 0) {
      cholesky.solveLower(y);
      cholesky.solveLower(tests);
      double constant = cholesky.lnDeterminant() + n * Math.log(2 * Math.PI);
      Arrays.setAll(likelihood, k -> -0.5 * (Spectrum.dot(y[k], y[k], n) + constant));
      double[] own = kernel.diagonal();
      IntStream.range(0, tests.length)
          .parallel()
          .forEach(
              t -> {
                variance[t] = Math.max(0, own[n + t] - Spectrum.dot(tests[t], tests[t], n));
                for (int k = 0; k < y.length; k++) {
                  mean[k][t] = Spectrum.dot(tests[t], y[k], n);
                }
              });
    }
    cholesky.restore();
    return new KernelRegression(
        largest, nearest - jitter, jitter, singular, mean, variance, likelihood);
  }
}
