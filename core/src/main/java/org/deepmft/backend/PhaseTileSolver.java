package org.deepmft.backend;

import org.deepmft.meanfield.PhaseColumns;

/** Solves tiles of the phase diagram of one activation. */
public interface PhaseTileSolver {

  /**
   * Makes ready whatever tiles inside a rectangle need, such as tables, so that solving starts at
   * full speed. Optional: results do not depend on it.
   *
   * @param sigmaW2Low smallest σ_w²
   * @param sigmaW2High largest σ_w²
   * @param sigmaB2Low smallest σ_b²
   * @param sigmaB2High largest σ_b²
   */
  void prepare(double sigmaW2Low, double sigmaW2High, double sigmaB2Low, double sigmaB2High);

  /**
   * Solves every point of a tile. A point's numbers depend on nothing but the point: not on the
   * tile, its neighbours or the number of threads.
   *
   * @param tile the points
   * @param out receives the results, of the tile's size
   * @throws DeviceFailedException if the device is lost; what out holds then is undefined
   */
  void solve(PhaseTile tile, PhaseColumns out);
}
