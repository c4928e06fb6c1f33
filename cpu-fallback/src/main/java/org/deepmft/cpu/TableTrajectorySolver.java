package org.deepmft.cpu;

import java.util.stream.IntStream;
import org.deepmft.backend.PairTileSolver;
import org.deepmft.backend.TrajectoryTile;
import org.deepmft.backend.TrajectoryTileSolver;
import org.deepmft.backend.Workers;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.propagation.TrajectoryColumns;

/**
 * Follows pairs of equal norms by the table, in chunks that the threads share; others, and networks
 * without weights, point by point.
 */
final class TableTrajectorySolver implements TrajectoryTileSolver {

  /** Networks a thread takes at a time. */
  private static final int CHUNK = 1024;

  private final TabulatedDual table;
  private final TrajectoryPanels panels;
  private final PairTileSolver others;
  private final int threads;

  TableTrajectorySolver(TabulatedDual table, PairTileSolver others, int threads) {
    this.table = table;
    this.panels = new TrajectoryPanels(table);
    this.others = others;
    this.threads = threads;
  }

  @Override
  public void solve(TrajectoryTile tile, TrajectoryColumns out) {
    if (!tile.start().equalNorms()) {
      others.solve(tile, out);
      return;
    }
    int chunks = (tile.size() + CHUNK - 1) / CHUNK;
    Workers.run(
        threads,
        () ->
            IntStream.range(0, chunks)
                .parallel()
                .forEach(
                    chunk -> {
                      EqualNormsWalk walk = new EqualNormsWalk(table, panels, tile, out);
                      int end = Math.min(tile.size(), (chunk + 1) * CHUNK);
                      for (int i = chunk * CHUNK; i < end; i++) {
                        if (tile.sigmaW2()[i] > 0) {
                          walk.follow(i);
                        } else {
                          others.solve(tile, out, i);
                        }
                      }
                    }));
  }
}
