package org.deepmft.initialisation;

/**
 * What a network to be initialised is like.
 *
 * @param depth L, the number of layers, 1 to 1,000,000
 * @param drop the probability of dropping, in [0, 1)
 * @param norm whether a layer or RMS norm stands before each activation
 * @param targetQ the wanted q*, 1e-6 to 1e6; NaN if any will do
 */
public record Setting(int depth, double drop, boolean norm, double targetQ) {

  private static final int DEEPEST = 1_000_000;

  /**
   * Checks what was asked.
   *
   * @throws IllegalArgumentException with the rule that is broken
   */
  public Setting {
    if (!(depth >= 1 && depth <= DEEPEST)) {
      throw new IllegalArgumentException(
          "depth must lie between 1 and " + DEEPEST + ", got " + depth);
    }
    if (!(drop >= 0 && drop < 1)) {
      throw new IllegalArgumentException(
          "dropout must lie in [0, 1), got " + drop + "; it is the probability of dropping");
    }
    if (!Double.isNaN(targetQ) && !(targetQ >= 1e-6 && targetQ <= 1e6)) {
      throw new IllegalArgumentException("target-q must lie between 1e-6 and 1e6, got " + targetQ);
    }
    if (norm && !Double.isNaN(targetQ) && targetQ != 1) {
      throw new IllegalArgumentException(
          "target-q must be 1 behind a norm, which pins q, got " + targetQ + "; leave it out");
    }
  }

  /** Returns the wanted q*, 1 if any will do. */
  double q() {
    return Double.isNaN(targetQ) ? 1 : targetQ;
  }
}
