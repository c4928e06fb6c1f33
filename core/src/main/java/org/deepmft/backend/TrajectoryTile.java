package org.deepmft.backend;

import org.deepmft.propagation.PairSignal;

/**
 * Uniform networks, one a point, through which one pair of inputs is followed: layer l is after l
 * times activation and dense layer, layer 0 is the pair itself.
 *
 * @param sigmaW2 σ_w² of each network, finite and &gt;= 0
 * @param sigmaB2 σ_b² of each network, finite and &gt;= 0
 * @param start the pair at layer 0, its numbers within the doubles
 * @param depth number of the last layer, to which gradients are relative
 * @param layers the layers to keep, ascending, from 0 to depth
 */
public record TrajectoryTile(
    double[] sigmaW2, double[] sigmaB2, PairSignal start, int depth, int[] layers) {

  /**
   * Checks the tile, so that no backend needs to.
   *
   * @throws IllegalArgumentException if lengths differ, a variance is not one or a layer is not
   *     there
   */
  public TrajectoryTile {
    PhaseTile.requireVariances(sigmaW2, sigmaB2);
    if (!(depth >= 0)) {
      throw new IllegalArgumentException("depth must be >= 0, got " + depth);
    }
    for (int k = 0; k < layers.length; k++) {
      if (!(layers[k] >= (k == 0 ? 0 : layers[k - 1] + 1) && layers[k] <= depth)) {
        throw new IllegalArgumentException(
            "layers must ascend from 0 to " + depth + " at most, got " + layers[k]);
      }
    }
  }

  /** Returns the number of networks. */
  public int size() {
    return sigmaW2.length;
  }
}
