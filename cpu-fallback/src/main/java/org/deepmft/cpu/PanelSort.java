package org.deepmft.cpu;

import org.deepmft.backend.PhaseTile;
import org.deepmft.gaussian.TabulatedDual;

/**
 * Sorts points by the panel of the table in which q* lies, and says where in the panel to look.
 *
 * <p>Class k in 1..panels-1 is a panel, class {@code panels} holds points whose q leaves the table.
 * Class 0 is for the pointwise solver: the innermost panel, the limit 0, no weights, and what
 * cannot be told here. Not thread-safe.
 */
abstract class PanelSort {

  /** Indices of the tile's points, sorted. */
  final int[] order = new int[TableTileSolver.CHUNK];

  /** Index of the chunk's first point. */
  int first;

  /** The class of each point of the chunk. */
  final byte[] classOf = new byte[TableTileSolver.CHUNK];

  final TabulatedDual table;

  PanelSort(TabulatedDual table) {
    this.table = table;
  }

  static PanelSort of(TabulatedDual table) {
    return table.regular() ? new RegularPanelSort(table) : new WalkPanelSort(table);
  }

  /** Fills {@link #classOf} for n points of a tile. */
  abstract void classify(PhaseTile tile, int from, int n);

  /**
   * Fills columns for n points of one panel, from place p of the order on: β = σ_b² + σ_w² V(0),
   * the interval of u in which the root lies, and where in it to begin.
   *
   * @param w2 σ_w², filled before
   * @param beta σ_b² before, β after
   */
  abstract void brackets(
      PanelMatrices.Panel panel,
      int k,
      int p,
      int n,
      double[] w2,
      double[] beta,
      double[] low,
      double[] high,
      double[] x);

  /**
   * Sorts n points of a tile; returns where in {@link #order} each class starts.
   *
   * @param from the first
   */
  final int[] sort(PhaseTile tile, int from, int n) {
    int[] start = new int[table.panels() + 2];
    first = from;
    classify(tile, from, n);
    for (int i = 0; i < n; i++) {
      start[classOf[i] + 1]++;
    }
    for (int k = 0; k <= table.panels(); k++) {
      start[k + 1] += start[k];
    }
    int[] next = start.clone();
    for (int i = 0; i < n; i++) {
      order[next[classOf[i]]++] = from + i;
    }
    return start;
  }
}
