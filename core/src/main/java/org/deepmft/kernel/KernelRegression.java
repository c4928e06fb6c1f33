package org.deepmft.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Regression with a kernel whose targets carry noise of variance v: the posterior of a Gaussian
 * process with mean 0 (rasmussen2006, eqs. 2.25 and 2.26),
 *
 * <pre>
 * mean = K_tx (K + v)⁻¹ y,   variance = K_tt - K_tx (K + v)⁻¹ K_xt
 * </pre>
 *
 * With the NTK in place of K and v = 0 the mean is the prediction of a wide network trained for
 * infinite time by gradient descent on squared loss, averaged over initialisations (lee2019). With
 * v it is that of training on ½ Σ (f - y)² + ½ v |θ - θ_0|², θ_0 the initial parameters: linear in
 * θ - θ_0, this is ridge regression. The variance then has no meaning.
 *
 * <p>{@link Jitter} is added only to a matrix that cannot be factorised.
 *
 * @param spectrum that of K itself
 * @param seconds what factorising took
 * @param jitter what was added to the diagonal besides v; 0 if nothing was
 * @param mean [outputs][tests]
 * @param variance [tests], of the function without noise, not below 0
 * @param lnLikelihood logarithm of the probability density of y, of each output
 */
public record KernelRegression(
    KernelSpectrum spectrum,
    double seconds,
    double jitter,
    double[][] mean,
    double[] variance,
    double[] lnLikelihood) {

  /**
   * Factorises a kernel and predicts.
   *
   * @param kernel the kernel; its test rows are overwritten, the others are as before afterwards
   * @param targets [outputs][M]; none for the spectrum alone
   * @param noise v, not negative
   * @param product multiplies tiles
   */
  public static KernelRegression of(
      KernelMatrix kernel, double[][] targets, double noise, TileProduct product) {
    int n = kernel.size();
    double largest = Spectrum.largest(kernel.rows(), n);
    Cholesky cholesky = new Cholesky(kernel.rows(), n, product);
    long start = System.nanoTime();
    Jitter jitter = Jitter.factor(cholesky, kernel, 0);
    double seconds = (System.nanoTime() - start) * 1e-9;
    KernelSpectrum spectrum = KernelSpectrum.of(largest, n, cholesky, jitter);
    if (noise > 0 && targets.length > 0) {
      cholesky.restore();
      jitter = Jitter.factor(cholesky, kernel, noise);
    }
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
    return new KernelRegression(spectrum, seconds, jitter.size(), mean, variance, likelihood);
  }
}
