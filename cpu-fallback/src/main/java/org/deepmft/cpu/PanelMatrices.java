package org.deepmft.cpu;

import org.deepmft.gaussian.DualPanel;
import org.deepmft.gaussian.TabulatedDual;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The table's panels with the coefficients of G as ND4J matrices, made when first asked for. */
final class PanelMatrices {

  /** Powers of w in a sub-panel's polynomial. */
  static final int W_TERMS = 16;

  private final TabulatedDual table;
  private final Panel[] panels;
  private final Object[] locks;

  PanelMatrices(TabulatedDual table) {
    this.table = table;
    this.panels = new Panel[table.panels()];
    this.locks = new Object[table.panels()];
    for (int k = 0; k < locks.length; k++) {
      locks[k] = new Object();
    }
  }

  /**
   * One panel, unpacked for the loops.
   *
   * @param dual the panel
   * @param vOverQ coefficients of V/q
   * @param dv coefficients of dV/dq
   * @param chi coefficients of E φ'²
   * @param dPhi4 coefficients of E φ'⁴
   * @param d2Phi2 coefficients of E φ''²
   * @param map coefficients of m
   * @param edges coefficients of G at the upper edge of each sub-panel
   * @param g for each sub-panel the [14 x 16] matrix of coefficients, column k that of w^k
   */
  record Panel(
      DualPanel dual,
      double[] vOverQ,
      double[] dv,
      double[] chi,
      double[] dPhi4,
      double[] d2Phi2,
      double[] map,
      double[][] edges,
      INDArray[] g) {}

  Panel panel(int k) {
    synchronized (locks[k]) {
      if (panels[k] == null) {
        panels[k] = unpack(table.panel(k));
      }
      return panels[k];
    }
  }

  private static Panel unpack(DualPanel dual) {
    int count = dual.subPanels();
    double[][] edges = new double[count][];
    INDArray[] g = new INDArray[count];
    for (int j = 0; j < count; j++) {
      edges[j] = dual.edgeTerms(j);
      g[j] = NativeEngine.matrix(DualPanel.U_TERMS, W_TERMS);
      NativeEngine.copy(dual.gTerms(j), g[j]);
    }
    return new Panel(
        dual,
        dual.vOverQTerms(),
        dual.dvTerms(),
        dual.chiTerms(),
        dual.dPhi4Terms(),
        dual.d2Phi2Terms(),
        dual.mapTerms(),
        edges,
        g);
  }
}
