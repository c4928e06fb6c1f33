package org.deepmft.backend;

import java.util.List;
import java.util.Map;
import org.deepmft.activation.Activation;
import org.deepmft.kernel.PairTiles;
import org.deepmft.kernel.TileProduct;

/** A machine that computes tiles. Closing it twice is fine. */
public interface Backend extends AutoCloseable {

  /** Returns its name, such as {@code cpu}. */
  String name();

  /** Returns what it runs on, in words. */
  String device();

  /** Returns the precision of its arithmetic, such as {@code float64}. */
  String precision();

  /**
   * Returns a solver of phase-diagram tiles for one activation.
   *
   * @param activation the activation
   */
  PhaseTileSolver phases(Activation activation);

  /**
   * Returns solvers that may work at the same time, each on one thread and a tile of its own: one a
   * device for a backend that has several. Devices that failed before may be left out; if none is
   * left, the list is empty.
   *
   * @param activation the activation
   */
  default List<PhaseTileSolver> lanes(Activation activation) {
    return List.of(phases(activation));
  }

  /**
   * Returns what follows pairs of inputs through uniform networks of one activation.
   *
   * @param activation the activation
   */
  TrajectoryTileSolver trajectories(Activation activation);

  /**
   * Returns what follows pairs at the same time, as {@link #lanes} does for phase diagrams.
   *
   * @param activation the activation
   */
  default List<TrajectoryTileSolver> trajectoryLanes(Activation activation) {
    return List.of(trajectories(activation));
  }

  /** Returns what fills the tiles of kernels of data here. */
  default PairTiles.Source pairs() {
    return PairTiles.plain(products());
  }

  /** Returns how kernels of data multiply matrices here. */
  default TileProduct products() {
    return TileProduct.PLAIN;
  }

  /**
   * Returns facts about the work done so far that belong into a run's record, such as the BLAS
   * vendor and the share of time spent in it; plain values only.
   */
  default Map<String, Object> facts() {
    return Map.of();
  }

  @Override
  void close();
}
