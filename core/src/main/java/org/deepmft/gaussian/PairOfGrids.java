package org.deepmft.gaussian;

import java.util.Arrays;
import java.util.TreeSet;

/**
 * E f(α m) f(±β m), m ~ N(0, 1), for a function f on a grid.
 *
 * <p>Gauss-Legendre on the panels that the edges of f at both scales cut out; f is interpolated
 * there by the polynomial of its panel.
 */
final class PairOfGrids {

  /** A Gaussian is cut off at this many standard deviations. */
  private static final double CUT = 9.5;

  private static final int N = PanelGrid.NODES;

  /** Last coefficients of a panel, beside its largest, that are rounding. */
  private static final double ROUNDING = 1e-15;

  /** Legendre polynomials at the nodes of the rule, times weights: values to coefficients. */
  private static final double[][] TO_LEGENDRE = new double[N][N];

  /** Coefficients of Clenshaw's recurrence. */
  private static final double[] RISE = new double[N + 1];

  private static final double[] FALL = new double[N + 2];

  static {
    for (int i = 0; i < N; i++) {
      double t = 2 * PanelGrid.RULE.nodes()[i] - 1;
      double p0 = 0;
      double p1 = 1;
      for (int k = 0; k < N; k++) {
        TO_LEGENDRE[k][i] = (2 * k + 1) * p1 * PanelGrid.RULE.weights()[i];
        double p2 = ((2 * k + 1) * t * p1 - k * p0) / (k + 1);
        p0 = p1;
        p1 = p2;
      }
    }
    for (int k = 0; k <= N; k++) {
      RISE[k] = (2 * k + 1.0) / (k + 1);
      FALL[k + 1] = (k + 1.0) / (k + 2);
    }
  }

  private final double alpha;
  private final double beta;
  private final double[] edges;
  private final double[][] plus;
  private final double[][] minus;

  /**
   * Prepares.
   *
   * @param grid f
   * @param alpha2 α²
   * @param beta2 β²
   */
  PairOfGrids(PanelGrid grid, double alpha2, double beta2) {
    this.alpha = Math.sqrt(alpha2);
    this.beta = Math.sqrt(beta2);
    PanelGrid.Nodes nodes = grid.upTo(CUT * Math.max(alpha, beta));
    this.edges = nodes.edges();
    this.plus = new double[nodes.panels()][];
    this.minus = new double[nodes.panels()][];
    for (int k = 0; k < plus.length; k++) {
      plus[k] = legendre(nodes.plus(), k * N);
      minus[k] = legendre(nodes.minus(), k * N);
    }
  }

  /** Coefficients of one panel, without those at the end that are rounding. */
  private static double[] legendre(double[] values, int from) {
    double[] c = new double[N];
    double largest = 0;
    for (int k = 0; k < N; k++) {
      double sum = 0;
      for (int i = 0; i < N; i++) {
        sum += TO_LEGENDRE[k][i] * values[from + i];
      }
      c[k] = sum;
      largest = Math.max(largest, Math.abs(sum));
    }
    int terms = N;
    while (terms > 1 && Math.abs(c[terms - 1]) <= ROUNDING * largest) {
      terms--;
    }
    return Arrays.copyOf(c, terms);
  }

  /** Returns E f(α m) f(β m) and E f(α m) f(-β m). */
  double[] correlations() {
    TreeSet<Double> cuts = new TreeSet<>();
    for (double m = 0; m < CUT; m += 1.5) {
      cuts.add(m);
    }
    for (double edge : edges) {
      cuts.add(Math.min(CUT, edge / alpha));
      cuts.add(Math.min(CUT, edge / beta));
    }
    double[] cut = cuts.stream().mapToDouble(m -> m).toArray();
    double equal = 0;
    double opposite = 0;
    for (int k = 0; k + 1 < cut.length; k++) {
      double width = cut[k + 1] - cut[k];
      double middle = cut[k] + 0.5 * width;
      int a = panelOf(alpha * middle);
      int b = panelOf(beta * middle);
      if (a < 0 || b < 0) {
        continue;
      }
      for (int i = 0; i < N; i++) {
        double m = cut[k] + width * PanelGrid.RULE.nodes()[i];
        double w = width * PanelGrid.RULE.weights()[i] * Math.exp(-0.5 * m * m);
        double ta = place(alpha * m, a);
        double tb = place(beta * m, b);
        double fa = clenshaw(plus[a], ta);
        double fb = clenshaw(plus[b], tb);
        double ga = clenshaw(minus[a], ta);
        double gb = clenshaw(minus[b], tb);
        equal += w * (fa * fb + ga * gb);
        opposite += w * (fa * gb + ga * fb);
      }
    }
    double norm = 1 / Math.sqrt(2 * Math.PI);
    return new double[] {norm * equal, norm * opposite};
  }

  /** The panel that holds x, or -1 beyond the grid. */
  private int panelOf(double x) {
    int k = Arrays.binarySearch(edges, x);
    k = k >= 0 ? k : -k - 2;
    return k < plus.length ? k : -1;
  }

  /** The place of x in its panel, in [-1, 1]. */
  private double place(double x, int k) {
    return 2 * (x - edges[k]) / (edges[k + 1] - edges[k]) - 1;
  }

  /** Σ c_k P_k(t). */
  private static double clenshaw(double[] c, double t) {
    double b1 = 0;
    double b2 = 0;
    for (int k = c.length - 1; k >= 0; k--) {
      double b0 = Math.fma(RISE[k] * t, b1, c[k] - FALL[k + 1] * b2);
      b2 = b1;
      b1 = b0;
    }
    return b1;
  }
}
