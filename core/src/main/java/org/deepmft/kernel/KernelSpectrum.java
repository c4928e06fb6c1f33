package org.deepmft.kernel;

/**
 * The ends of a kernel's spectrum.
 *
 * @param lambdaMax its largest eigenvalue, to 1e-12 unless a hundred others crowd beside it
 * @param lambdaMin its least eigenvalue, from 60 solves at most and never too small; of a singular
 *     kernel known to a rounding error of {@code lambdaMax} only
 * @param singularRow the first row whose pivot is 0 to rounding; -1 if none is
 */
public record KernelSpectrum(double lambdaMax, double lambdaMin, int singularRow) {

  /** Returns κ = λ_max/λ_min, infinite for a singular kernel. */
  public double condition() {
    return lambdaMin > 0 && !singular() ? lambdaMax / lambdaMin : Double.POSITIVE_INFINITY;
  }

  /** Returns whether the kernel is singular to rounding. */
  public boolean singular() {
    return singularRow >= 0;
  }

  /**
   * Returns the spectrum of a kernel that has been factorised.
   *
   * @param lambdaMax its largest eigenvalue
   * @param n its size
   * @param cholesky the factorised K + shift 1
   * @param jitter what the shift is, and why
   */
  static KernelSpectrum of(double lambdaMax, int n, Cholesky cholesky, Jitter jitter) {
    double nearest =
        Spectrum.least(
            n,
            v -> {
              double[] x = v.clone();
              cholesky.solveLower(x);
              cholesky.solveUpper(x);
              return x;
            });
    return new KernelSpectrum(lambdaMax, nearest - jitter.size(), jitter.singularRow());
  }
}
