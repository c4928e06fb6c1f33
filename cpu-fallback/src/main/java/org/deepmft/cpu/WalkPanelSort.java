package org.deepmft.cpu;

import org.deepmft.backend.PhaseTile;
import org.deepmft.gaussian.DualPanel;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.LengthWalk;

/** Where there may be several fixed points: that of {@link LengthWalk}, an eighth of a panel. */
final class WalkPanelSort extends PanelSort {

  private final double v0;
  private final short[] strideOf = new short[TableTileSolver.CHUNK];
  private double q0 = Double.NaN;
  private LengthWalk walk;

  // One entry a stride of the walk.
  private byte[] panelOf;
  private double[] uLow;
  private double[] uHigh;

  WalkPanelSort(TabulatedDual table) {
    super(table);
    v0 = table.v0();
  }

  /** Takes the state of layer 0 of the points that follow. */
  private void begin(InitialState start) {
    if (start.q() == q0) {
      return;
    }
    q0 = start.q();
    if (q0 > table.qMax()) {
      walk = null;
      return;
    }
    walk = new LengthWalk(table, q0);
    int strides = walk.places() - 1;
    panelOf = new byte[strides];
    uLow = new double[strides];
    uHigh = new double[strides];
    for (int s = 0; s < strides; s++) {
      int k = table.panelOf(walk.q(s + 1));
      boolean inside = walk.q(s) >= table.edge(k);
      panelOf[s] = (byte) (inside ? k : 0);
      uLow[s] = Double.NaN;
    }
  }

  @Override
  void classify(PhaseTile tile, int from, int n) {
    begin(tile.start());
    for (int i = 0; i < n; i++) {
      double sigmaW2 = tile.sigmaW2()[from + i];
      double sigmaB2 = tile.sigmaB2()[from + i];
      boolean inside = sigmaW2 > 0 && walk != null;
      classOf[i] = (byte) (inside ? classOf(sigmaW2, sigmaB2 + sigmaW2 * v0, i) : 0);
    }
  }

  /** Returns the class of point i of the chunk, and keeps its stride. */
  private int classOf(double sigmaW2, double beta, int i) {
    int stride = walk.stride(sigmaW2, beta);
    if (stride < 0 || !Double.isNaN(walk.turn())) {
      return stride == LengthWalk.BEYOND ? table.panels() : 0;
    }
    strideOf[i] = (short) stride;
    return panelOf[stride];
  }

  /** {@inheritDoc} The stride, and the zero of H's chord. */
  @Override
  void brackets(
      PanelMatrices.Panel panel,
      int k,
      int p,
      int n,
      double[] w2,
      double[] beta,
      double[] low,
      double[] high,
      double[] x) {
    for (int i = 0; i < n; i++) {
      int stride = strideOf[order[p + i] - first];
      if (Double.isNaN(uLow[stride])) {
        uLow[stride] = u(panel.dual(), walk.q(stride));
        uHigh[stride] = u(panel.dual(), walk.q(stride + 1));
      }
      low[i] = uLow[stride];
      high[i] = uHigh[stride];
      beta[i] += w2[i] * v0;
      double below = walk.excess(w2[i], beta[i], stride);
      double above = walk.excess(w2[i], beta[i], stride + 1);
      x[i] = below / (below - above);
    }
    for (int i = 0; i < n; i++) {
      x[i] = low[i] + (high[i] - low[i]) * x[i];
    }
  }

  private static double u(DualPanel panel, double q) {
    double root = Math.sqrt(q);
    return (root - panel.s()) / ((root + panel.s()) * panel.rMax());
  }
}
