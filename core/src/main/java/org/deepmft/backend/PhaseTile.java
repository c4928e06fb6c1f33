package org.deepmft.backend;

import org.deepmft.meanfield.InitialState;

/**
 * Points of a phase diagram, as columns.
 *
 * @param sigmaW2 σ_w² of each point, finite and &gt;= 0
 * @param sigmaB2 σ_b² of each point, finite and &gt;= 0
 * @param start the state of layer 0, the same for all
 */
public record PhaseTile(double[] sigmaW2, double[] sigmaB2, InitialState start) {

  /**
   * Checks the tile, so that no backend needs to.
   *
   * @throws IllegalArgumentException if lengths differ or a variance is not one
   */
  public PhaseTile {
    requireVariances(sigmaW2, sigmaB2);
  }

  /** Checks the columns of variances of any tile. */
  static void requireVariances(double[] sigmaW2, double[] sigmaB2) {
    if (sigmaW2.length != sigmaB2.length) {
      throw new IllegalArgumentException(
          "sigma_w2 and sigma_b2 must have the same length, got "
              + sigmaW2.length
              + " and "
              + sigmaB2.length);
    }
    for (int i = 0; i < sigmaW2.length; i++) {
      InitialState.requireVariance("sigma_w2", sigmaW2[i]);
      InitialState.requireVariance("sigma_b2", sigmaB2[i]);
    }
  }

  /**
   * Returns a grid over a rectangle, corners included, row by row of σ_b², from q0 = 1.
   *
   * @param side points a side, at least 2
   * @param w2Low smallest σ_w²
   * @param w2High largest σ_w²
   * @param b2Low smallest σ_b²
   * @param b2High largest σ_b²
   */
  public static PhaseTile grid(int side, double w2Low, double w2High, double b2Low, double b2High) {
    double[] w2 = new double[side * side];
    double[] b2 = new double[side * side];
    for (int i = 0; i < w2.length; i++) {
      w2[i] = w2Low + (w2High - w2Low) * ((i % side) / (side - 1.0));
      b2[i] = b2Low + (b2High - b2Low) * ((i / side) / (side - 1.0));
    }
    return new PhaseTile(w2, b2, InitialState.DEFAULT);
  }

  /** Returns the number of points. */
  public int size() {
    return sigmaW2.length;
  }
}
