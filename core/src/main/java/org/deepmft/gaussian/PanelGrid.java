package org.deepmft.gaussian;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * A function f on both half lines, at Gauss-Legendre nodes of panels that are fine enough for it.
 *
 * <p>A panel is halved until its last Legendre coefficients are small beside the largest value so
 * far, counted from 0 outwards: farther out a Gaussian only makes f count less. The grid grows
 * outwards when asked to; what it holds does not depend on how often or how far.
 */
final class PanelGrid {

  /** Nodes a panel. */
  static final int NODES = 16;

  static final GaussLegendre RULE = GaussLegendre.of(NODES);

  /** Last coefficients that count as small; those that the rule leaves out are its square. */
  private static final double TAIL = 1e-10;

  /** Panels are not halved below this share of their place. */
  private static final double SMALLEST = 1e-9;

  private static final double[][] LAST_TWO = lastTwo();

  /** A function on both half lines, many points at once. */
  interface Mirrored {
    /** Fills f(x) and f(-x) for {@link #NODES} places x &gt; 0. */
    void at(double[] x, double[] plus, double[] minus);

    /** Returns whether the sums over a panel leave out no more than what is negligible. */
    default boolean complete(
        double lo, double hi, double sumPlus, double sumMinus, double negligible) {
      return true;
    }

    /** Returns the rounding errors of f for |x| up to a place. */
    default double noise(double furthest) {
      return 0;
    }
  }

  /**
   * The grid as far as it has grown.
   *
   * @param edges edges of the panels, ascending from 0
   * @param x the nodes, {@link #NODES} a panel, all positive
   * @param weights the rule's weights on the line, not on a unit interval
   * @param plus f(x)
   * @param minus f(-x)
   */
  record Nodes(double[] edges, double[] x, double[] weights, double[] plus, double[] minus) {

    /** Returns the number of panels. */
    int panels() {
      return edges.length - 1;
    }

    /** Returns where the grid ends. */
    double reach() {
      return edges[edges.length - 1];
    }
  }

  private final Mirrored f;
  private final int mostPanels;
  private final ArrayDeque<double[]> todo = new ArrayDeque<>();
  private double largest;
  private Nodes nodes =
      new Nodes(new double[1], new double[0], new double[0], new double[0], new double[0]);

  /**
   * Creates an empty grid.
   *
   * @param f the function
   * @param seeds edges to begin with, ascending from 0
   * @param mostPanels where to give up; the grid then ends early
   */
  PanelGrid(Mirrored f, double[] seeds, int mostPanels) {
    this.f = f;
    this.mostPanels = mostPanels;
    for (int k = 1; k < seeds.length; k++) {
      todo.add(new double[] {seeds[k - 1], seeds[k]});
    }
  }

  /** Returns the grid from 0 to at least a place, or to its end. */
  synchronized Nodes upTo(double furthest) {
    if (nodes.reach() < furthest && !todo.isEmpty()) {
      Growing growing = new Growing(nodes);
      while (growing.reach() < furthest && !todo.isEmpty() && growing.panels < mostPanels) {
        resolve(todo.pop(), growing);
      }
      nodes = growing.nodes();
    }
    return nodes;
  }

  private void resolve(double[] panel, Growing out) {
    double[] x = new double[NODES];
    double[] plus = new double[NODES];
    double[] minus = new double[NODES];
    double width = panel[1] - panel[0];
    for (int i = 0; i < NODES; i++) {
      x[i] = panel[0] + width * RULE.nodes()[i];
    }
    f.at(x, plus, minus);
    double size = largest;
    for (int i = 0; i < NODES; i++) {
      size = Math.max(size, Math.max(Math.abs(plus[i]), Math.abs(minus[i])));
    }
    double tail = Math.max(tail(plus), tail(minus));
    double negligible = TAIL * size + f.noise(panel[1]);
    if (width <= SMALLEST * Math.max(panel[1], 1e-3)
        || tail <= negligible
            && f.complete(
                panel[0], panel[1], width * mean(plus), width * mean(minus), width * negligible)) {
      largest = size;
      out.add(panel, x, plus, minus);
    } else {
      double middle = panel[0] + 0.5 * width;
      todo.push(new double[] {middle, panel[1]});
      todo.push(new double[] {panel[0], middle});
    }
  }

  private static double mean(double[] f) {
    double sum = 0;
    for (int i = 0; i < NODES; i++) {
      sum += RULE.weights()[i] * f[i];
    }
    return sum;
  }

  private static double tail(double[] f) {
    double a = 0;
    double b = 0;
    for (int i = 0; i < NODES; i++) {
      a += LAST_TWO[0][i] * f[i];
      b += LAST_TWO[1][i] * f[i];
    }
    return Math.abs(a) + Math.abs(b);
  }

  /** Functionals that give the Legendre coefficients of degree NODES - 2 and NODES - 1. */
  private static double[][] lastTwo() {
    double[][] rows = new double[2][NODES];
    for (int i = 0; i < NODES; i++) {
      double t = 2 * RULE.nodes()[i] - 1;
      double p0 = 1;
      double p1 = t;
      for (int k = 1; k < NODES; k++) {
        if (k >= NODES - 2) {
          rows[k - NODES + 2][i] = (2 * k + 1) * p1 * RULE.weights()[i];
        }
        double p2 = ((2 * k + 1) * t * p1 - k * p0) / (k + 1);
        p0 = p1;
        p1 = p2;
      }
    }
    return rows;
  }

  /** Nodes to which panels are added. */
  private static final class Growing {
    private int panels;
    private double[] edges;
    private double[] x;
    private double[] weights;
    private double[] plus;
    private double[] minus;

    Growing(Nodes from) {
      panels = from.panels();
      int room = panels + 16;
      edges = Arrays.copyOf(from.edges, room + 1);
      x = Arrays.copyOf(from.x, room * NODES);
      weights = Arrays.copyOf(from.weights, room * NODES);
      plus = Arrays.copyOf(from.plus, room * NODES);
      minus = Arrays.copyOf(from.minus, room * NODES);
    }

    double reach() {
      return edges[panels];
    }

    void add(double[] panel, double[] places, double[] up, double[] down) {
      int at = panels * NODES;
      if (at == x.length) {
        edges = Arrays.copyOf(edges, 2 * edges.length);
        x = Arrays.copyOf(x, 2 * x.length);
        weights = Arrays.copyOf(weights, 2 * weights.length);
        plus = Arrays.copyOf(plus, 2 * plus.length);
        minus = Arrays.copyOf(minus, 2 * minus.length);
      }
      for (int i = 0; i < NODES; i++) {
        x[at + i] = places[i];
        weights[at + i] = (panel[1] - panel[0]) * RULE.weights()[i];
        plus[at + i] = up[i];
        minus[at + i] = down[i];
      }
      edges[++panels] = panel[1];
    }

    Nodes nodes() {
      int n = panels * NODES;
      return new Nodes(
          Arrays.copyOf(edges, panels + 1),
          Arrays.copyOf(x, n),
          Arrays.copyOf(weights, n),
          Arrays.copyOf(plus, n),
          Arrays.copyOf(minus, n));
    }
  }
}
