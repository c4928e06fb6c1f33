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

  /** Returns the number of points. */
  public int size() {
    return sigmaW2.length;
  }
}
