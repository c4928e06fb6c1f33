package org.deepmft.cpu;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.deepmft.gaussian.DualPanel;
import org.deepmft.gaussian.TabulatedDual;

/** The table's panels laid out for following pairs: coefficients of w^k side by side. */
final class TrajectoryPanels {

  private final TabulatedDual table;
  private final AtomicReferenceArray<Panel> panels;

  TrajectoryPanels(TabulatedDual table) {
    this.table = table;
    this.panels = new AtomicReferenceArray<>(table.panels());
  }

  /**
   * One panel; what is a function of q is a polynomial in u.
   *
   * @param s so that u = (√q - s)/((√q + s) r_max)
   * @param inverseR 1/r_max
   * @param inAngle whether ζ = √y, a = 2√q, rather than ζ = y, a = 4q
   * @param vOverQ coefficients of (V - V(0))/q
   * @param dv coefficients of dV/dq
   * @param chi coefficients of E φ'²
   * @param map coefficients of m
   * @param g for each sub-panel the coefficient of u^m w^k of G at index 16 m + k
   */
  record Panel(
      double s,
      double inverseR,
      boolean inAngle,
      double[] vOverQ,
      double[] dv,
      double[] chi,
      double[] map,
      double[][] g) {}

  Panel panel(int k) {
    Panel panel = panels.get(k);
    if (panel == null) {
      panel = unpack(table.panel(k));
      panels.set(k, panel); // another thread's is the same
    }
    return panel;
  }

  private static Panel unpack(DualPanel dual) {
    double[][] g = new double[dual.subPanels()][];
    for (int j = 0; j < g.length; j++) {
      double[] terms = dual.gTerms(j);
      g[j] = new double[terms.length];
      for (int i = 0; i < terms.length; i++) {
        int k = i / DualPanel.U_TERMS;
        int m = i % DualPanel.U_TERMS;
        g[j][PanelMatrices.W_TERMS * m + k] = terms[i];
      }
    }
    return new Panel(
        dual.s(),
        1 / dual.rMax(),
        dual.inAngle(),
        dual.vOverQTerms(),
        dual.dvTerms(),
        dual.chiTerms(),
        dual.mapTerms(),
        g);
  }
}
