package org.deepmft.cuda;

import java.util.Set;
import jcuda.driver.CUstream;
import org.deepmft.meanfield.InitialState;

/** A kernel that solves points of the phase diagram of one activation on one device. */
interface PointKernel extends AutoCloseable {

  /** Returns whether the kernel can start from this state; otherwise the host solves the points. */
  boolean startsFrom(InitialState start);

  /** Makes ready for a state of layer 0. */
  void begin(InitialState start);

  /**
   * Launches the kernel, after {@link #begin} with the same state.
   *
   * @param stream where
   * @param start the state of layer 0
   * @param points the points
   */
  void launch(CUstream stream, InitialState start, ChunkedTile.Points points);

  /** Brings panels of a table that points of the last launch asked for. */
  void bring(Set<Integer> panels);

  @Override
  void close();
}
