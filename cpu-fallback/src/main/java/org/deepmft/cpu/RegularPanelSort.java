package org.deepmft.cpu;

import java.util.Arrays;
import org.deepmft.backend.PhaseTile;
import org.deepmft.gaussian.TabulatedDual;

/** Where V rises and V/q does not: σ_w² V/q + σ_b²/q falls, and passes 1 at most once. */
final class RegularPanelSort extends PanelSort {

  private final double[] edgeV;
  private final double[] edgeInverse;

  RegularPanelSort(TabulatedDual table) {
    super(table);
    int panels = table.panels();
    edgeV = new double[panels + 1];
    edgeInverse = new double[panels + 1];
    for (int k = 0; k <= panels; k++) {
      edgeV[k] = table.edgeVOverQ(k);
      edgeInverse[k] = 1 / table.edge(k);
    }
  }

  @Override
  void classify(PhaseTile tile, int from, int n) {
    double[] sigmaW2 = tile.sigmaW2();
    double[] sigmaB2 = tile.sigmaB2();
    int panels = edgeV.length - 1;
    int k = 1;
    for (int i = 0; i < n; i++) {
      double sw = sigmaW2[from + i];
      double sb = sigmaB2[from + i];
      // A neighbour's panel is only where the search starts; the answer is the point's own.
      while (k < panels && sw * edgeV[k + 1] + sb * edgeInverse[k + 1] > 1) {
        k++;
      }
      while (k > 0 && !(sw * edgeV[k] + sb * edgeInverse[k] > 1)) {
        k--;
      }
      classOf[i] = (byte) (sw == 0 ? 0 : k);
      k = Math.min(k, panels - 1);
    }
  }

  /** {@inheritDoc} The whole panel, and inverse quadratic interpolation through u = -1, 0, 1. */
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
    Arrays.fill(low, 0, n, -1);
    Arrays.fill(high, 0, n, 1);
    double vLow = edgeV[k];
    double vMiddle = panel.vOverQ()[0];
    double vHigh = edgeV[k + 1];
    double inverseLow = edgeInverse[k];
    double inverseMiddle = 1 / (panel.dual().s() * panel.dual().s());
    double inverseHigh = edgeInverse[k + 1];
    for (int i = 0; i < n; i++) {
      double below = w2[i] * vLow + beta[i] * inverseLow - 1;
      double middle = w2[i] * vMiddle + beta[i] * inverseMiddle - 1;
      double above = w2[i] * vHigh + beta[i] * inverseHigh - 1;
      double a = middle * above / ((below - middle) * (below - above));
      double c = below * middle / ((above - below) * (above - middle));
      x[i] = Math.max(-1.0, Math.min(1.0, c - a));
    }
  }
}
