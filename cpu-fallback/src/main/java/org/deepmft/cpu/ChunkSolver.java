package org.deepmft.cpu;

import java.util.Arrays;
import org.deepmft.backend.PhaseTile;
import org.deepmft.gaussian.DualActivation.Accuracy;
import org.deepmft.gaussian.DualPanel;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.meanfield.FixedPoints;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseSolver;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Solves a chunk of points from the table; one instance a thread, its room is used again.
 *
 * <p>Every point takes the same number of Newton steps whatever its neighbours are, and matrix
 * products are padded to whole blocks of rows, so a point's bits depend on the point alone. The few
 * points that have not settled by then, and class 0 of {@link PanelSort}, are solved by {@link
 * PhaseSolver}.
 */
final class ChunkSolver {

  private static final int U = DualPanel.U_TERMS;
  private static final int W = PanelMatrices.W_TERMS;

  /** Points a pass of the loops: their columns fit into the first-level cache. */
  private static final int BLOCK = 256;

  /** Rows of a matrix product come in multiples of this. */
  private static final int ROWS = 512;

  private static final int MAX_ROWS = 4 * ROWS;

  /** Terms of the truncated polynomials on which Newton's iteration starts. */
  private static final int START_TERMS = 5;

  private static final int LENGTH_START_STEPS = 1;
  private static final int CORRELATION_START_STEPS = 2;
  private static final int STEPS = 3;

  /** A last step larger than this sends the point to the pointwise solver. */
  private static final double SETTLED = 1e-11;

  private final TabulatedDual table;
  private final PanelMatrices matrices;
  private final PhaseSolver pointwise;
  private final NativeEngine engine;
  private final boolean odd;
  private final PanelSort sort;

  // One entry a point of the chunk, in the order of the sort by panel.
  private final int[] order;
  private final byte[] subOf = new byte[TableTileSolver.CHUNK];
  private final double[] u = new double[TableTileSolver.CHUNK];
  private final double[] q = new double[TableTileSolver.CHUNK];
  private final double[] vOverQ = new double[TableTileSolver.CHUNK];
  private final double[] dv = new double[TableTileSolver.CHUNK];
  private final double[] chi = new double[TableTileSolver.CHUNK];
  private final double[] dPhi4 = new double[TableTileSolver.CHUNK];
  private final double[] d2Phi2 = new double[TableTileSolver.CHUNK];
  private final int[] subOrder = new int[TableTileSolver.CHUNK];

  // One entry a point of a block.
  private final double[] x = new double[BLOCK];
  private final double[] f = new double[BLOCK];
  private final double[] df = new double[BLOCK];
  private final double[] w2 = new double[BLOCK];
  private final double[] b2 = new double[BLOCK];
  private final double[] low = new double[BLOCK];
  private final double[] high = new double[BLOCK];
  private final double[] step = new double[BLOCK];
  private final double[] inverse = new double[BLOCK];
  private final double[] poly = new double[BLOCK];

  private final FixedPoints fixed = new FixedPoints(BLOCK);

  // One matrix product.
  private final double[] powers = new double[U * MAX_ROWS];
  private final double[] contracted = new double[W * MAX_ROWS];
  private final INDArray[] left = new INDArray[MAX_ROWS / ROWS + 1];
  private final INDArray[] product = new INDArray[MAX_ROWS / ROWS + 1];

  ChunkSolver(
      TabulatedDual table, PanelMatrices matrices, PhaseSolver pointwise, NativeEngine engine) {
    this.table = table;
    this.matrices = matrices;
    this.pointwise = pointwise;
    this.engine = engine;
    this.odd = table.odd();
    this.sort = PanelSort.of(table);
    this.order = sort.order;
  }

  void solve(PhaseTile tile, PhaseColumns out, int from, int to) {
    int[] start = sort.sort(tile, from, to - from);
    int panels = table.panels();
    for (int p = start[0]; p < start[1]; p++) {
      solvePoint(tile, out, order[p]);
    }
    for (int k = 1; k < panels; k++) {
      if (start[k] < start[k + 1]) {
        solvePanel(tile, out, k, start[k], start[k + 1]);
      }
    }
    for (int p = start[panels]; p < start[panels + 1]; p++) {
      pointwise.leaveTable(tile.sigmaW2()[order[p]], tile.start(), out, order[p]);
    }
  }

  private void solvePoint(PhaseTile tile, PhaseColumns out, int i) {
    pointwise.solve(tile.sigmaW2()[i], tile.sigmaB2()[i], tile.start(), out, i);
  }

  private void solvePanel(PhaseTile tile, PhaseColumns out, int k, int from, int to) {
    PanelMatrices.Panel panel = matrices.panel(k);
    for (int p = from; p < to; p += BLOCK) {
      lengths(tile, panel, k, p, Math.min(BLOCK, to - p));
    }
    int count = panel.dual().subPanels();
    // Sub-panel -1: c* = 1; -2: not settled.
    int[] start = new int[count + 3];
    for (int p = from; p < to; p++) {
      start[subOf[p] + 3]++;
    }
    start[0] = from;
    for (int s = 0; s < count + 2; s++) {
      start[s + 1] += start[s];
    }
    int[] next = start.clone();
    for (int p = from; p < to; p++) {
      subOrder[next[subOf[p] + 2]++] = p;
    }
    for (int s = start[0]; s < start[1]; s++) {
      solvePoint(tile, out, order[subOrder[s]]);
    }
    Accuracy ordered = panel.dual().accuracy(0);
    for (int s = start[1]; s < start[2]; s += BLOCK) {
      int n = Math.min(BLOCK, start[2] - s);
      gather(tile, s, n);
      Arrays.fill(fixed.y, 0, n, 0);
      Arrays.fill(fixed.lambda, 0, n, 0);
      fixed.close(n, ordered, out);
    }
    for (int j = 0; j < count; j++) {
      for (int s = start[j + 2]; s < start[j + 3]; s += MAX_ROWS) {
        correlations(tile, out, panel, j, s, Math.min(MAX_ROWS, start[j + 3] - s));
      }
    }
  }

  /**
   * Newton's iteration for u(q*): σ_w² v(u) + σ_b²/q(u) = 1 with √q = s (1 + r)/(1 - r), r = u
   * r_max; then the duals at q* and the sub-panel of y*.
   */
  private void lengths(PhaseTile tile, PanelMatrices.Panel panel, int k, int p, int n) {
    double s2 = 1 / (panel.dual().s() * panel.dual().s());
    double rMax = panel.dual().rMax();
    for (int i = 0; i < n; i++) {
      int at = order[p + i];
      w2[i] = tile.sigmaW2()[at];
      b2[i] = tile.sigmaB2()[at];
    }
    sort.brackets(panel, k, p, n, w2, b2, low, high, x);
    for (int t = 0; t < LENGTH_START_STEPS + STEPS; t++) {
      Polynomials.withDerivative(
          panel.vOverQ(), t < LENGTH_START_STEPS ? START_TERMS : U, x, f, df, n);
      lengthStep(w2, b2, f, df, rMax, s2, x, step, n);
      move(x, step, n);
    }
    for (int i = 0; i < n; i++) {
      double r = x[i] * rMax;
      double root = (1 + r) / (1 - r);
      u[p + i] = x[i];
      q[p + i] = root * root / s2;
    }
    evaluate(panel.vOverQ(), vOverQ, p, n);
    evaluate(panel.dv(), dv, p, n);
    evaluate(panel.dPhi4(), dPhi4, p, n);
    evaluate(panel.d2Phi2(), d2Phi2, p, n);
    evaluate(panel.chi(), chi, p, n);
    boolean alwaysOne = tile.start().c() == 1;
    for (int i = 0; i < n; i++) {
      boolean inside = x[i] >= low[i] - SETTLED && x[i] <= high[i] + SETTLED;
      boolean settled = inside && Math.abs(step[i]) <= SETTLED;
      boolean chaotic = w2[i] * poly[i] > 1 && !alwaysOne;
      subOf[p + i] = (byte) (settled ? (chaotic ? 0 : -1) : -2);
    }
    for (int j = 0; j < panel.edges().length - 1; j++) {
      Polynomials.evaluate(panel.edges()[j], x, poly, n);
      for (int i = 0; i < n; i++) {
        if (w2[i] * poly[i] > 1 && subOf[p + i] >= 0) {
          subOf[p + i]++;
        }
      }
    }
  }

  /** Newton's step for σ_w² v + σ_b²/q = 1, multiplied through by 1 - r². */
  private static void lengthStep(
      double[] w2,
      double[] b2,
      double[] v,
      double[] dv,
      double rMax,
      double s2,
      double[] root,
      double[] step,
      int n) {
    for (int i = 0; i < n; i++) {
      double r = root[i] * rMax;
      double both = (1 - r) * (1 + r);
      double inverse = (1 - r) / (1 + r);
      double bias = b2[i] * s2 * (inverse * inverse);
      double value = w2[i] * v[i] + bias - 1;
      step[i] = value * both / (w2[i] * dv[i] * both - 4 * rMax * bias);
    }
  }

  private static void correlationStep(
      double[] g, double[] dg, double[] target, double[] step, int n) {
    for (int i = 0; i < n; i++) {
      step[i] = (g[i] - target[i]) / dg[i];
    }
  }

  /** Takes a step and stays inside the panel. */
  private static void move(double[] x, double[] step, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = Math.max(-1.0, Math.min(1.0, x[i] - step[i]));
    }
  }

  private void evaluate(double[] terms, double[] to, int p, int n) {
    Polynomials.evaluate(terms, x, poly, n);
    System.arraycopy(poly, 0, to, p, n);
  }

  /**
   * Solves σ_w² G(q*, y) = 1 for points of one sub-panel: one ND4J product gives every point its
   * polynomial in w.
   */
  private void correlations(
      PhaseTile tile, PhaseColumns out, PanelMatrices.Panel panel, int j, int s, int n) {
    int blocks = (n + ROWS - 1) / ROWS;
    int rows = blocks * ROWS;
    for (int i = 0; i < n; i++) {
      powers[i] = 1;
      powers[rows + i] = u[subOrder[s + i]];
    }
    for (int i = n; i < rows; i++) {
      powers[i] = 1;
      powers[rows + i] = 0;
    }
    for (int m = 2; m < U; m++) {
      int now = m * rows;
      int before = now - rows;
      for (int i = 0; i < rows; i++) {
        powers[now + i] = powers[before + i] * powers[rows + i];
      }
    }
    if (left[blocks] == null) {
      left[blocks] = NativeEngine.matrix(rows, U);
      product[blocks] = NativeEngine.matrix(rows, W);
    }
    engine.multiply(powers, left[blocks], panel.g()[j], product[blocks], contracted);
    for (int b = 0; b < n; b += BLOCK) {
      correlationBlock(tile, out, panel, j, s + b, Math.min(BLOCK, n - b), b, rows);
    }
  }

  private void correlationBlock(
      PhaseTile tile,
      PhaseColumns out,
      PanelMatrices.Panel panel,
      int j,
      int s,
      int n,
      int from,
      int rows) {
    for (int i = 0; i < n; i++) {
      inverse[i] = 1 / tile.sigmaW2()[order[subOrder[s + i]]];
    }
    for (int i = 0; i < n; i++) {
      double w = (inverse[i] - contracted[from + i]) / contracted[from + rows + i];
      x[i] = Math.max(-1.0, Math.min(1.0, w));
    }
    for (int t = 0; t < CORRELATION_START_STEPS + STEPS; t++) {
      Polynomials.withDerivative(
          contracted, from, rows, t < CORRELATION_START_STEPS ? START_TERMS : W, x, f, df, n);
      correlationStep(f, df, inverse, step, n);
      move(x, step, n);
    }
    gather(tile, s, n);
    for (int i = 0; i < n; i++) {
      b2[i] = u[subOrder[s + i]];
    }
    Polynomials.evaluate(panel.map(), b2, poly, n);
    boolean inAngle = panel.dual().inAngle();
    for (int i = 0; i < n; i++) {
      // ζ = y and a = 4q, or with kinks ζ = √y and a = 2√q.
      double a = inAngle ? 2 * Math.sqrt(fixed.q[i]) : 4 * fixed.q[i];
      double h = 1 + a * poly[i];
      double rho = (h - 1) / (h + 1);
      double one = 1 - rho * x[i];
      double power = h;
      for (int t = 0; t < j; t++) {
        power *= h * h;
      }
      double scaled = power / a;
      double zeta = j == 0 ? poly[i] * (1 + x[i]) / one : scaled * (1 + rho * x[i]) / one - 1 / a;
      double dZeta = scaled * 2 * rho / (one * one);
      boolean zero = odd && tile.sigmaB2()[fixed.index[i]] == 0;
      fixed.y[i] = zero ? 0.5 : Math.min(inAngle ? zeta * zeta : zeta, 0.5);
      // d ln y = d ln ζ, or twice that.
      fixed.lambda[i] = df[i] * zeta / ((inAngle ? 2 : 1) * inverse[i] * dZeta);
      fixed.chiC[i] = 1 + fixed.lambda[i];
    }
    fixed.close(n, panel.dual().accuracy(j), out);
    for (int i = 0; i < n; i++) {
      if (!(Math.abs(step[i]) <= SETTLED)) {
        solvePoint(tile, out, order[subOrder[s + i]]);
      }
    }
  }

  /** Fills the columns of {@link #fixed} that do not depend on y. */
  private void gather(PhaseTile tile, int s, int n) {
    for (int i = 0; i < n; i++) {
      int p = subOrder[s + i];
      fixed.index[i] = order[p];
      fixed.sigmaW2[i] = tile.sigmaW2()[order[p]];
      fixed.q[i] = q[p];
      fixed.vOverQ[i] = vOverQ[p];
      fixed.dv[i] = dv[p];
      fixed.chi[i] = chi[p];
      fixed.dPhi4[i] = dPhi4[p];
      fixed.d2Phi2[i] = d2Phi2[p];
    }
  }
}
