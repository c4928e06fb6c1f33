package org.deepmft.gaussian;

import static org.deepmft.gaussian.UnequalBlock.R_TERMS;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.deepmft.gaussian.DualPanel.QMap;
import org.deepmft.gaussian.PairDual.Radial;
import org.deepmft.gaussian.PairDual.Slopes;
import org.deepmft.gaussian.SecantTable.Breaks;

/**
 * Builds the table of pairs of unequal variances, a block at a time, from direct integrals at
 * Chebyshev nodes of (u, x, w): one {@link SlopesAtVariances} serves all w of a pair of variances.
 */
final class UnequalBlockBuilder {

  private static final int U = DualPanel.U_TERMS;
  private static final int W = SecantTable.W_TERMS;

  /** Widths Δ that are tried: at the first, norms differ by a factor 2. */
  private static final double[] WIDTHS = {1.4, 0.7, 0.35, 0.175};

  /** Last coefficients in x that count as small around r = 0, where most pairs soon are. */
  private static final double TAIL = 1e-12;

  /** The same farther out, where no evenness helps and pairs stay for a few layers only. */
  private static final double FAR_TAIL = 1e-11;

  private final UnequalDual direct;
  private final Breaks breaks;
  private final boolean offset;
  private final boolean line;

  /**
   * Creates a builder.
   *
   * @param direct integrates
   * @param breaks how φ breaks; kinks are at 0
   * @param offset whether φ(0) is not 0
   * @param line whether φ is a line around 0 to second order
   */
  UnequalBlockBuilder(UnequalDual direct, Breaks breaks, boolean offset, boolean line) {
    this.line = line;
    this.offset = offset;
    this.direct = direct;
    this.breaks = breaks;
  }

  /**
   * Returns the widest Δ on which polynomials in x suffice, in one panel of q; infinite if none
   * does, and the panel is to be integrated directly.
   */
  double width(QMap map) {
    for (double width : WIDTHS) {
      double near = slopesTail(map.hi(), width);
      double far = 0;
      for (double r = 0; r < UnequalTable.FURTHEST; r += WIDTHS[0]) {
        double begin = width * Math.floor(r / width);
        double tail =
            Math.max(
                map.lo() > 0 ? radialTail(map.lo(), begin, width) : 0,
                radialTail(map.hi(), begin, width));
        near = begin == 0 ? Math.max(near, tail) : near;
        far = Math.max(far, tail);
      }
      if (near <= TAIL && far <= FAR_TAIL) {
        return width;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  /** The last coefficients in x of D̄ at c = 1 and c = 0 around r = 0, beside the values. */
  private double slopesTail(double q, double width) {
    double[][] values = new double[2][R_TERMS];
    double[] x = Chebyshev.nodes(R_TERMS);
    IntStream.range(0, R_TERMS)
        .parallel()
        .forEach(
            l -> {
              double r = UnequalBlock.ratio(0, width, x[l]);
              SlopesAtVariances slopes = direct.slopes(lower(q, r), r);
              values[0][l] = slopes.slopes(0).mean();
              values[1][l] = slopes.slopes(1).mean();
            });
    return Math.max(tail(values[0]), tail(values[1]));
  }

  /** The same of growth and spread, on any interval of r. */
  private double radialTail(double q, double begin, double width) {
    double[][] values = new double[2][R_TERMS];
    double[] x = Chebyshev.nodes(R_TERMS);
    for (int l = 0; l < R_TERMS; l++) {
      double r = UnequalBlock.ratio(begin, width, x[l]);
      Radial radial = direct.radial(lower(q, r), r);
      values[0][l] = radial.growth();
      values[1][l] = radial.spread();
    }
    return Math.max(tail(values[0]), tail(values[1]));
  }

  private static double tail(double[] values) {
    double[] c = Chebyshev.coefficients(values);
    int n = c.length;
    return (Math.abs(c[n - 1]) + Math.abs(c[n - 2])) / Math.abs(c[0]);
  }

  /** q_a where the geometric mean is q. */
  private static double lower(double q, double r) {
    return q * Math.exp(-0.5 * r);
  }

  /** Returns what growth is divided by in the table, so that it keeps its digits as q vanishes. */
  double growthWeight(QMap map, double q) {
    return map.lo() == 0 && offset ? q : 1;
  }

  /** Returns what spread is divided by; it is of order q, or q² where φ is a line around 0. */
  double spreadWeight(QMap map, double q) {
    return map.lo() > 0 ? 1 : line ? q * q : q;
  }

  /** Builds a block. */
  UnequalBlock build(QMap map, double begin, double width) {
    double[] u = Chebyshev.nodes(U);
    double[] x = Chebyshev.nodes(R_TERMS);
    int[] panels = {panels(map, begin, width, false), panels(map, begin, width, true)};
    double[][] terms = {
      SecantTable.mapTerms(breaks, map, panels[0]), SecantTable.mapTerms(breaks, map, panels[1])
    };
    double[][] radial = new double[2][R_TERMS * U];
    double[][][] g = {new double[panels[0]][], new double[panels[1]][]};
    for (int half = 0; half < 2; half++) {
      for (int j = 0; j < panels[half]; j++) {
        g[half][j] = new double[R_TERMS * W * U];
      }
    }
    double[] d = new double[R_TERMS * W * U];
    IntStream.range(0, R_TERMS * U)
        .parallel()
        .forEach(
            node -> {
              int l = node / U;
              int m = node % U;
              double q = map.q(u[m]);
              double r = UnequalBlock.ratio(begin, width, x[l]);
              Radial at = direct.radial(lower(q, r), r);
              radial[0][node] = at.growth() / growthWeight(map, q);
              radial[1][node] = at.spread() / spreadWeight(map, q);
              SlopesAtVariances slopes = direct.slopes(lower(q, r), r);
              for (int half = 0; half < 2; half++) {
                for (int j = 0; j < panels[half]; j++) {
                  Slopes[] nodes = nodes(slopes, terms[half], u[m], q, j, half == 1);
                  inW(nodes, Slopes::mean, g[half][j], l, m);
                  if (half == 1 && j == 0) {
                    inW(nodes, Slopes::atC, d, l, m);
                  }
                }
              }
            });
    for (double[] values : radial) {
      toPowers(values, 1);
    }
    for (double[][] half : g) {
      for (double[] values : half) {
        toPowers(values, W);
      }
    }
    toPowers(d, W);
    return new UnequalBlock(
        begin,
        width,
        radial[0],
        radial[1],
        new SecantTable(false, breaks, terms[0], g[0], new double[0][], null, null),
        new SecantTable(true, breaks, terms[1], g[1], new double[][] {d}, null, null));
  }

  /** The least number of sub-panels that resolve D̄ at the upper edge, for both ends of x. */
  private int panels(QMap map, double begin, double width, boolean upper) {
    SlopesAtVariances[] ends = new SlopesAtVariances[2];
    for (int e = 0; e < 2; e++) {
      double r = UnequalBlock.ratio(begin, width, e == 0 ? -0.9 : 1);
      ends[e] = direct.slopes(lower(map.hi(), r), r);
    }
    for (int panels : DualPanelBuilder.SUB_PANELS) {
      double[] terms = SecantTable.mapTerms(breaks, map, panels);
      double tail = 0;
      for (SlopesAtVariances slopes : ends) {
        for (int j = 0; j < panels; j++) {
          Slopes[] nodes = nodes(slopes, terms, 1, map.hi(), j, upper);
          tail = Math.max(tail, tail(values(nodes, Slopes::mean)));
        }
      }
      if (tail <= DualPanelBuilder.TAIL) {
        return panels;
      }
    }
    return DualPanelBuilder.SUB_PANELS[DualPanelBuilder.SUB_PANELS.length - 1];
  }

  /** D and D̄ at the nodes in w of a sub-panel. */
  private Slopes[] nodes(
      SlopesAtVariances slopes, double[] terms, double u, double q, int panel, boolean upper) {
    double[] w = Chebyshev.nodes(W);
    Slopes[] nodes = new Slopes[W];
    for (int k = 0; k < W; k++) {
      double z = Math.min(0.5, SecantTable.at(breaks, terms, u, q, panel, w[k]).z());
      nodes[k] = slopes.slopes(upper ? 2 * (1 - z) : 2 * z);
    }
    return nodes;
  }

  private static double[] values(Slopes[] nodes, ToDoubleFunction<Slopes> which) {
    return Arrays.stream(nodes).mapToDouble(which).toArray();
  }

  /** Puts the coefficients of w^k at node m of u and l of x. */
  private static void inW(
      Slopes[] nodes, ToDoubleFunction<Slopes> which, double[] terms, int l, int m) {
    double[] p = Chebyshev.toPowers(Chebyshev.coefficients(values(nodes, which)));
    for (int k = 0; k < W; k++) {
      terms[(l * W + k) * U + m] = p[k];
    }
  }

  /** Turns values at nodes of x and u, [l][columns][m], into coefficients of x^l u^m. */
  private static void toPowers(double[] values, int columns) {
    for (int row = 0; row < R_TERMS * columns; row++) {
      double[] at = new double[U];
      System.arraycopy(values, row * U, at, 0, U);
      at = Chebyshev.toPowers(Chebyshev.coefficients(at));
      System.arraycopy(at, 0, values, row * U, U);
    }
    int stride = columns * U;
    double[] at = new double[R_TERMS];
    for (int i = 0; i < stride; i++) {
      for (int l = 0; l < R_TERMS; l++) {
        at[l] = values[l * stride + i];
      }
      double[] c = Chebyshev.toPowers(Chebyshev.coefficients(at));
      for (int l = 0; l < R_TERMS; l++) {
        values[l * stride + i] = c[l];
      }
    }
  }
}
