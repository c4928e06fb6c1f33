package org.deepmft.sweep;

import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.TrajectoryTile;
import org.deepmft.propagation.PairSignal;

/**
 * Trajectories to be computed: a pair of inputs through a uniform network at every point of a grid.
 *
 * @param grid the grid, its tiles, and of the pair q_a and c at layer 0
 * @param q0b q_b at layer 0
 * @param depth number of the last layer
 * @param layers the layers to keep, ascending, from 0 to depth
 */
public record TrajectoryPlan(SweepPlan grid, double q0b, int depth, int[] layers) {

  /**
   * Checks the plan.
   *
   * @throws IllegalArgumentException if q_b is not positive and finite or a layer is not there
   */
  public TrajectoryPlan {
    if (!(q0b > 0 && q0b <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("q0_b must be finite and > 0, got " + q0b);
    }
    // The tile says what is wrong with depth and layers.
    new TrajectoryTile(new double[0], new double[0], pair(grid, q0b), depth, layers);
  }

  private static PairSignal pair(SweepPlan grid, double q0b) {
    return PairSignal.of(grid.start().q(), q0b, grid.start().c());
  }

  /** Returns the networks of a tile, row by row. */
  public TrajectoryTile tile(SweepPlan.Place place) {
    PhaseTile points = grid.tile(place);
    return new TrajectoryTile(points.sigmaW2(), points.sigmaB2(), pair(grid, q0b), depth, layers);
  }
}
