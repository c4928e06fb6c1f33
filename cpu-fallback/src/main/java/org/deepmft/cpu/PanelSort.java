package org.deepmft.cpu;

import java.util.Arrays;
import org.deepmft.backend.PhaseTile;
import org.deepmft.gaussian.DualPanel;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.LengthWalk;

/**
 * Sorts points by the panel of the table in which q* lies, and says where in the panel to look.
 *
 * <p>Class k in 1..panels-1 is a panel. Class 0 is for the pointwise solver: the innermost panel,
 * the limit 0, no weights, and whatever {@link LengthWalk} leaves open. Class {@code panels} are
 * points whose q leaves the table. Not thread-safe.
 */
final class PanelSort {

  /** Indices of the tile's points, sorted. */
  final int[] order = new int[TableTileSolver.CHUNK];

  private final byte[] classOf = new byte[TableTileSolver.CHUNK];
  private final short[] strideOf = new short[TableTileSolver.CHUNK];
  private final TabulatedDual table;
  private final double v0;
  private double q0 = Double.NaN;
  private LengthWalk walk;
  private int hint;
  private byte[] panelOf;
  private double[] uLow;
  private double[] uHigh;
  private int first;

  PanelSort(TabulatedDual table) {
    this.table = table;
    this.v0 = table.v0();
  }

  /** Takes the state of layer 0 from which the next points start; regular limits do not need it. */
  private void begin(InitialState start) {
    double from = table.regular() ? 1 : start.q();
    if (from == q0 || from > table.qMax()) {
      return;
    }
    q0 = from;
    walk = new LengthWalk(table, q0);
    int strides = walk.places() - 1;
    hint = 0;
    panelOf = new byte[strides];
    for (int s = 0; s < strides; s++) {
      int k = table.panelOf(walk.q(s + 1));
      panelOf[s] = (byte) (walk.q(s) < table.edge(k) ? 0 : k);
      hint = walk.q(s) < q0 ? s : hint;
    }
    uLow = new double[strides];
    uHigh = new double[strides];
    Arrays.fill(uLow, Double.NaN);
  }

  /** Returns the class of a single point. */
  int classOf(double sigmaW2, double sigmaB2, InitialState start) {
    begin(start);
    return classOf(sigmaW2, sigmaB2 + sigmaW2 * v0, 0);
  }

  /** Finds the class of point i of the chunk, and its stride. */
  private int classOf(double sigmaW2, double beta, int i) {
    if (sigmaW2 == 0) {
      return 0;
    }
    int stride =
        table.regular() ? walk.regularStride(sigmaW2, beta, hint) : walk.stride(sigmaW2, beta);
    if (stride < 0) {
      return stride == LengthWalk.BEYOND ? table.panels() : 0;
    }
    if (!Double.isNaN(walk.turn())) {
      return 0;
    }
    // A neighbour's stride is only where the search starts; the answer is the point's own.
    hint = stride;
    strideOf[i] = (short) stride;
    return panelOf[stride];
  }

  /**
   * Sorts n points of a tile; returns where in {@link #order} each class starts.
   *
   * @param from the first
   */
  int[] sort(PhaseTile tile, int from, int n) {
    int[] start = new int[table.panels() + 2];
    boolean inside = table.regular() || tile.start().q() <= table.qMax();
    begin(tile.start());
    first = from;
    for (int i = 0; i < n; i++) {
      double sigmaW2 = tile.sigmaW2()[from + i];
      double beta = tile.sigmaB2()[from + i] + sigmaW2 * v0;
      classOf[i] = (byte) (inside ? classOf(sigmaW2, beta, i) : 0);
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

  /**
   * Fills columns for the points at p..p+n-1 of the order, all in one panel: σ_w², β, the ends of
   * their strides in u, and the zero of H's chord between these.
   */
  void brackets(
      PhaseTile tile,
      DualPanel panel,
      int p,
      int n,
      double[] w2,
      double[] beta,
      double[] low,
      double[] high,
      double[] x) {
    for (int i = 0; i < n; i++) {
      int at = order[p + i];
      int stride = strideOf[at - first];
      if (Double.isNaN(uLow[stride])) {
        uLow[stride] = u(panel, walk.q(stride));
        uHigh[stride] = u(panel, walk.q(stride + 1));
      }
      w2[i] = tile.sigmaW2()[at];
      beta[i] = tile.sigmaB2()[at] + w2[i] * v0;
      double hLow = walk.excess(w2[i], beta[i], stride);
      double hHigh = walk.excess(w2[i], beta[i], stride + 1);
      low[i] = uLow[stride];
      high[i] = uHigh[stride];
      x[i] = low[i] + (high[i] - low[i]) * (hLow / (hLow - hHigh));
    }
  }

  private static double u(DualPanel panel, double q) {
    double root = Math.sqrt(q);
    return (root - panel.s()) / ((root + panel.s()) * panel.rMax());
  }
}
