package org.deepmft.cuda;

import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.ForkJoinPool;
import org.deepmft.gaussian.DualActivation.Accuracy;
import org.deepmft.gaussian.DualPanel;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.meanfield.LengthWalk;

/**
 * The table of an activation as one array of doubles, the way {@code table.cuh} reads it. Panels
 * join when a point first needs them. Thread-safe; every array handed out stays as it is.
 */
final class PackedTable {

  /** The head's entries, in the order of {@code enum Head}. */
  private enum Head {
    PANELS,
    BREAKS,
    ODD,
    V0,
    V_OVER_Q_AT_0,
    KAPPA,
    FAR_CHI,
    BENT,
    Q_MAX,
    INNERMOST,
    WALK,
    PLACES,
    START,
    EDGES,
    EDGE_V,
    AT,
    WALK_AT
  }

  private static final int U = DualPanel.U_TERMS;
  private static final int PANEL = 6;
  private static final int MOMENTS = 6;
  private static final int BOUNDS = 8;
  private static final int G_TERMS = 16 * U;

  private final TabulatedDual table;
  private final double[][] panels;
  private double q0 = Double.NaN;
  private LengthWalk.Columns walk;
  private double[] packed;

  /**
   * Creates a table without panels.
   *
   * @param table the table
   */
  PackedTable(TabulatedDual table) {
    this.table = table;
    this.panels = new double[table.panels()][];
  }

  /**
   * Returns the table for networks that start from q0.
   *
   * @param start q0, inside the table
   */
  synchronized double[] from(double start) {
    if (packed == null || start != q0 && !table.regular()) {
      walk = table.regular() ? null : new LengthWalk(table, start).columns();
      packed = pack();
    }
    q0 = start;
    return packed;
  }

  /** Returns the table without what depends on where networks start. */
  synchronized double[] anywhere() {
    if (packed == null) {
      packed = pack();
    }
    return packed;
  }

  /**
   * Builds panels, so that the next array has them.
   *
   * @param missing their numbers
   * @param pool builds them
   */
  synchronized void bring(Collection<Integer> missing, ForkJoinPool pool) {
    pool.submit(
            () ->
                missing.parallelStream()
                    .filter(k -> panels[k] == null)
                    .forEach(k -> panels[k] = pack(table.panel(k))))
        .join();
    packed = pack();
  }

  private double[] pack() {
    int count = table.panels();
    double[] head = new double[even(Head.values().length)];
    int edges = head.length;
    int edgeV = edges + count + 1;
    int at = edgeV + count + 1;
    int walkAt = at + count;
    int places = walk == null ? 0 : walk.q().length;
    int size = even(walkAt + 8 * places);
    int first = size;
    for (double[] panel : panels) {
      size += panel == null ? 0 : panel.length;
    }
    set(head, Head.PANELS, count);
    set(head, Head.BREAKS, table.jumps() ? 2 : table.kinks() ? 1 : 0);
    set(head, Head.ODD, table.odd() ? 1 : 0);
    set(head, Head.V0, table.v0());
    set(head, Head.V_OVER_Q_AT_0, table.vOverQ(0));
    set(head, Head.KAPPA, table.asymptote().kappa());
    set(head, Head.FAR_CHI, table.asymptote().gradient());
    set(head, Head.BENT, table.asymptote().left() == table.asymptote().right() ? 0 : 1);
    set(head, Head.Q_MAX, table.qMax());
    set(head, Head.INNERMOST, table.singularAtZero() ? 0 : 1);
    set(head, Head.WALK, walk == null ? 0 : 1);
    set(head, Head.PLACES, places);
    set(head, Head.START, walk == null ? 0 : walk.start());
    set(head, Head.EDGES, edges);
    set(head, Head.EDGE_V, edgeV);
    set(head, Head.AT, at);
    set(head, Head.WALK_AT, walkAt);
    double[] all = Arrays.copyOf(head, size);
    for (int k = 0; k <= count; k++) {
      all[edges + k] = table.edge(k);
      all[edgeV + k] = walk == null ? table.edgeVOverQ(k) : Double.NaN;
    }
    if (walk != null) {
      putWalk(all, walkAt, places);
    }
    int next = first;
    for (int k = 0; k < count; k++) {
      if (panels[k] != null) {
        all[at + k] = next;
        System.arraycopy(panels[k], 0, all, next, panels[k].length);
        next += panels[k].length;
      }
    }
    return all;
  }

  private void putWalk(double[] all, int at, int n) {
    double[][] columns = {walk.q(), walk.inverse(), walk.v(), walk.dv(), walk.bound()};
    for (int c = 0; c < columns.length; c++) {
      System.arraycopy(columns[c], 0, all, at + c * n, n);
    }
    for (int i = 0; i < n; i++) {
      all[at + 5 * n + i] = walk.fallen()[i] ? 1 : 0;
      all[at + 6 * n + i] = walk.rises()[i];
      all[at + 7 * n + i] = walk.least()[i];
    }
  }

  private static void set(double[] head, Head what, double value) {
    head[what.ordinal()] = value;
  }

  /** Panels begin at even places, as polynomials are read two coefficients at a time. */
  private static int even(int n) {
    return n + n % 2;
  }

  private static double[] pack(DualPanel panel) {
    int count = panel.subPanels();
    double[] packed = new double[PANEL + MOMENTS * U + count * (BOUNDS + U + G_TERMS)];
    packed[0] = panel.lo();
    packed[1] = panel.hi();
    packed[2] = panel.s();
    packed[3] = panel.rMax();
    packed[4] = count;
    int at = PANEL;
    double[][] moments = {
      panel.mapTerms(),
      panel.vOverQTerms(),
      panel.dvTerms(),
      panel.chiTerms(),
      panel.dPhi4Terms(),
      panel.d2Phi2Terms()
    };
    for (double[] terms : moments) {
      at = put(terms, packed, at);
    }
    for (int j = 0; j < count; j++) {
      Accuracy a = panel.accuracy(j);
      double[] bounds = {
        a.v(), a.chi(), a.g(), a.yDg(), a.chiByQ(), a.gByQ(), a.curvature(), a.lambdaByQ()
      };
      at = put(bounds, packed, at);
      at = put(panel.edgeTerms(j), packed, at);
      at = put(panel.gTerms(j), packed, at);
    }
    return packed;
  }

  private static int put(double[] numbers, double[] to, int at) {
    System.arraycopy(numbers, 0, to, at, numbers.length);
    return at + numbers.length;
  }
}
