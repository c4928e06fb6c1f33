package org.deepmft.gaussian;

/**
 * Averages of an activation over pairs of pre-activations whose variances q_a and q_b differ, r =
 * ln(q_b/q_a).
 *
 * <p>With ρ(c) the correlation of φ(u_a) and φ(u_b), and D̄ the mean of D = E φ'_a φ'_b over
 * correlations in [c, 1] (docs/theory.md, section 3),
 *
 * <pre>
 * ln(E φ_b²/E φ_a²) = r growth,   1 - ρ(c) = r² spread + √(q_a q_b/(E φ_a² E φ_b²)) D̄ (1 - c)
 * </pre>
 *
 * Implementations are thread-safe.
 */
public interface PairDual {

  /**
   * What differs at c = 1.
   *
   * @param growth ln(E φ_b²/E φ_a²)/r
   * @param spread (1 - ρ)/r²
   */
  record Radial(double growth, double spread) {

    /** Below this the first terms of the logarithm are it. */
    private static final double SMALL = 1e-6;

    /**
     * Returns the pair.
     *
     * @param r ln(q_b/q_a)
     * @param rise (E φ_b² - E φ_a²)/(r E φ_a²)
     * @param spread (1 - ρ)/r²
     */
    static Radial ofRise(double r, double rise, double spread) {
      double x = r * rise;
      double growth = Math.abs(x) < SMALL ? rise * (1 - x * (0.5 - x / 3)) : Math.log1p(x) / r;
      return new Radial(growth, spread);
    }
  }

  /**
   * D = E φ'_a φ'_b.
   *
   * @param mean its mean over correlations in [c, 1]
   * @param atC its value at c
   */
  record Slopes(double mean, double atC) {}

  /**
   * Returns what differs at c = 1.
   *
   * @param qa variance of the first
   * @param r ln(q_b/q_a), not 0
   */
  Radial radial(double qa, double r);

  /**
   * Returns D at c and its mean up to c = 1.
   *
   * @param qa variance of the first
   * @param r ln(q_b/q_a)
   * @param oneMinusC 1 - c, between 0 and 2
   */
  Slopes slopes(double qa, double r, double oneMinusC);
}
