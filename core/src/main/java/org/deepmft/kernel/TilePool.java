package org.deepmft.kernel;

import static org.deepmft.kernel.TileProduct.SIZE;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Tiles to be used again, by any thread: memory touched for the first time is slow. */
final class TilePool {

  private final Queue<double[]> free = new ConcurrentLinkedQueue<>();

  /** Returns a tile that holds anything. */
  double[] take() {
    double[] tile = free.poll();
    return tile == null ? new double[SIZE * SIZE] : tile;
  }

  /** Takes tiles back, which nobody else may use then. */
  void give(double[]... tiles) {
    for (double[] tile : tiles) {
      free.add(tile);
    }
  }
}
