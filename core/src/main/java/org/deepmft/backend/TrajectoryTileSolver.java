package org.deepmft.backend;

import org.deepmft.propagation.TrajectoryColumns;

/** Follows a pair of inputs through the networks of a tile, for one activation. */
public interface TrajectoryTileSolver {

  /**
   * Follows the pair through every network of a tile. A network's numbers depend on nothing but the
   * network and the pair: not on the tile, its neighbours or the number of threads.
   *
   * @param tile the networks
   * @param out receives the results, of the tile's size and number of layers
   * @throws DeviceFailedException if the device is lost; what out holds then is undefined
   */
  void solve(TrajectoryTile tile, TrajectoryColumns out);
}
