package org.deepmft.gaussian;

import static org.deepmft.gaussian.DualPanel.CHI;
import static org.deepmft.gaussian.DualPanel.D2_PHI_2;
import static org.deepmft.gaussian.DualPanel.DV;
import static org.deepmft.gaussian.DualPanel.D_PHI_4;
import static org.deepmft.gaussian.DualPanel.V_OVER_Q;

import org.deepmft.activation.Activation;
import org.deepmft.gaussian.DualActivation.Accuracy;
import org.deepmft.gaussian.DualPanel.QMap;
import org.deepmft.gaussian.SecantTable.Place;

/**
 * Builds the table of a smooth activation for one panel of q.
 *
 * <p>D is computed by {@link GaussianPyramid} at Chebyshev nodes of (u, w), and G is the mean of D
 * over [0, y]: Gauss-Legendre with positive weights on D's interpolant, so it never cancels. The
 * number of sub-panels is the smallest whose last coefficients are below {@link #TAIL}. The errors
 * are measured at places between the nodes, on finer interpolants of D.
 */
final class DualPanelBuilder {

  private static final int U = DualPanel.U_TERMS;
  private static final int W = SecantTable.W_TERMS;
  private static final int D_NODES = 20;
  private static final int CHECK_D_NODES = 26;
  private static final double TAIL = 1e-13;
  private static final int[] SUB_PANELS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48};

  /** Measured errors are multiplied by this to become bounds. */
  private static final double SAFETY = 3;

  /** Rounding of the direct integrals and of Horner's scheme. */
  private static final double ROUNDING = 3e-15;

  private static final GaussLegendre RULE = GaussLegendre.of(24);

  private final Activation activation;
  private final double step;
  private final double atZero;

  /**
   * Creates a builder.
   *
   * @param activation a smooth activation
   */
  DualPanelBuilder(Activation activation) {
    this.activation = activation;
    this.atZero = activation.value(0);
    double h1 = GaussianPyramid.resolvingStep(activation::derivative);
    double h2 = GaussianPyramid.resolvingStep(x -> x * activation.secondDerivative(x) + 1);
    this.step = Math.min(h1, h2);
  }

  /** Returns (V - φ(0)²)/q, dV/dq, E φ'², E φ'⁴ and E φ''² by direct integration. */
  double[] moments(double q) {
    double[] m = new double[5];
    if (q == 0) {
      addMoments(0, 1, m);
      m[V_OVER_Q] = m[DV];
      return m;
    }
    m = GaussianPyramid.means(this::addMoments, 5, step, q);
    m[V_OVER_Q] /= q;
    return m;
  }

  private void addMoments(double x, double weight, double[] m) {
    double value = activation.value(x);
    double d = activation.derivative(x);
    double d2 = activation.secondDerivative(x);
    m[V_OVER_Q] += weight * (value - atZero) * (value + atZero);
    m[DV] += weight * (d * d + value * d2);
    m[CHI] += weight * d * d;
    m[D_PHI_4] += weight * d * d * d * d;
    m[D2_PHI_2] += weight * d2 * d2;
  }

  DualPanel build(double lo, double hi) {
    QMap map = new QMap(lo, hi);
    GaussianPyramid pyramid = new GaussianPyramid(activation::derivative, step, hi);
    double[][] values = new double[5][U];
    double[] u = Chebyshev.nodes(U);
    for (int i = 0; i < U; i++) {
      double[] m = moments(map.q(u[i]));
      for (int k = 0; k < m.length; k++) {
        values[k][i] = m[k];
      }
    }
    double[][] terms = new double[5][];
    for (int k = 0; k < terms.length; k++) {
      terms[k] = Chebyshev.toPowers(Chebyshev.coefficients(values[k]));
    }
    double vError = 0;
    for (double at : new double[] {-1, Math.cos(Math.PI * 10 / U), 1}) {
      double[] exact = moments(map.q(at));
      vError =
          Math.max(vError, Math.abs(Chebyshev.horner(terms[V_OVER_Q], at) / exact[V_OVER_Q] - 1));
      vError = Math.max(vError, Math.abs(Chebyshev.horner(terms[CHI], at) / exact[CHI] - 1));
    }
    double vBound = SAFETY * vError + ROUNDING;
    return new DualPanel(
        map,
        terms,
        upper -> table(map, pyramid, subPanels(map, pyramid), upper, terms[CHI], vBound));
  }

  private static double[] mapTerms(QMap map, int panels) {
    double[] values = Chebyshev.nodes(U);
    for (int i = 0; i < U; i++) {
      double q = map.q(values[i]);
      values[i] = q == 0 ? 0.25 / panels : Math.expm1(Math.log1p(2 * q) / (2 * panels)) / (4 * q);
    }
    return Chebyshev.toPowers(Chebyshev.coefficients(values));
  }

  private int subPanels(QMap map, GaussianPyramid pyramid) {
    for (int panels : SUB_PANELS) {
      double[] terms = mapTerms(map, panels);
      Column column = new Column(terms, map, 1, panels, D_NODES, pyramid, false);
      double tail = 0;
      for (int j = 0; j < panels; j++) {
        double[] c = Chebyshev.coefficients(column.secants(j));
        tail = Math.max(tail, (Math.abs(c[W - 1]) + Math.abs(c[W - 2])) / Math.abs(c[0]));
      }
      if (tail <= TAIL) {
        return panels;
      }
    }
    return SUB_PANELS[SUB_PANELS.length - 1];
  }

  /** G at one q: D's interpolants on every sub-panel and their integrals. */
  private static final class Column {
    private final double[] terms;
    private final double u;
    private final double q;
    private final boolean upper;
    private final double[][] d;
    private final double[] integrals;
    private final double lowerHalf;

    Column(
        double[] terms,
        QMap map,
        double u,
        int panels,
        int nodes,
        GaussianPyramid pyramid,
        boolean upper) {
      this.terms = terms;
      this.u = u;
      this.q = map.q(u);
      this.upper = upper;
      this.d = new double[panels][];
      this.integrals = new double[panels];
      double[] w = Chebyshev.nodes(nodes);
      for (int j = 0; j < panels; j++) {
        double[] values = new double[nodes];
        for (int k = 0; k < nodes; k++) {
          double z = SecantTable.at(terms, u, q, j, w[k]).z(q);
          values[k] = pyramid.correlate(q, Math.min(z, 0.5), upper);
        }
        d[j] = Chebyshev.coefficients(values);
        integrals[j] = integral(j, -1, 1);
      }
      this.lowerHalf = upper ? new Column(terms, map, u, panels, nodes, pyramid, false).total() : 0;
    }

    double total() {
      double sum = 0;
      for (double part : integrals) {
        sum += part;
      }
      return sum;
    }

    /** ∫ D dz over w in [from, to] of sub-panel j. */
    private double integral(int j, double from, double to) {
      double sum = 0;
      for (int i = 0; i < RULE.nodes().length; i++) {
        double w = from + (to - from) * RULE.nodes()[i];
        sum += RULE.weights()[i] * Chebyshev.evaluate(d[j], w) * place(j, w).dz(q);
      }
      return sum * (to - from);
    }

    private Place place(int j, double w) {
      return SecantTable.at(terms, u, q, j, w);
    }

    double secant(int j, double w) {
      double z = place(j, w).z(q);
      if (upper) {
        double sum = lowerHalf + integral(j, w, 1);
        for (int k = j + 1; k < integrals.length; k++) {
          sum += integrals[k];
        }
        return sum / (1 - z);
      }
      if (w == -1 && j == 0) {
        return Chebyshev.evaluate(d[0], -1);
      }
      double sum = integral(j, -1, w);
      for (int k = 0; k < j; k++) {
        sum += integrals[k];
      }
      return sum / z;
    }

    double[] secants(int j) {
      double[] w = Chebyshev.nodes(W);
      double[] values = new double[W];
      for (int k = 0; k < W; k++) {
        values[k] = secant(j, w[k]);
      }
      return values;
    }

    /** z ∂G/∂z from D itself. */
    double zSlope(int j, double w) {
      double value = Chebyshev.evaluate(d[j], w);
      if (!upper) {
        return value - secant(j, w);
      }
      double z = place(j, w).z(q);
      return z * (secant(j, w) - value) / (1 - z);
    }
  }

  private SecantTable table(
      QMap map, GaussianPyramid pyramid, int panels, boolean upper, double[] chi, double vBound) {
    double[] terms = mapTerms(map, panels);
    double[] u = Chebyshev.nodes(U);
    double[][][] values = new double[panels][W][U];
    for (int i = 0; i < U; i++) {
      Column column = new Column(terms, map, u[i], panels, D_NODES, pyramid, upper);
      for (int j = 0; j < panels; j++) {
        double[] c = Chebyshev.toPowers(Chebyshev.coefficients(column.secants(j)));
        for (int k = 0; k < W; k++) {
          values[j][k][i] = c[k];
        }
      }
    }
    double[][] g = new double[panels][W * U];
    double[][] edges = new double[panels + 1][U];
    for (int j = 0; j < panels; j++) {
      for (int k = 0; k < W; k++) {
        double[] c = Chebyshev.toPowers(Chebyshev.coefficients(values[j][k]));
        System.arraycopy(c, 0, g[j], k * U, U);
        for (int m = 0; m < U; m++) {
          edges[j + 1][m] += c[m];
          edges[j][m] += j == 0 ? (k % 2 == 0 ? c[m] : -c[m]) : 0;
        }
      }
    }
    Accuracy[] none = new Accuracy[panels];
    SecantTable bare = new SecantTable(upper, terms, g, edges, none);
    return new SecantTable(upper, terms, g, edges, accuracies(map, pyramid, bare, chi, vBound));
  }

  /** Measures the table between its nodes and its sensitivities on a grid of places. */
  private Accuracy[] accuracies(
      QMap map, GaussianPyramid pyramid, SecantTable table, double[] chi, double vBound) {
    int panels = table.panels();
    double[] gError = new double[panels];
    double[] slopeError = new double[panels];
    for (double u : new double[] {Math.cos(Math.PI / U), Math.cos(Math.PI * 6 / U), -1}) {
      if (map.q(u) == 0) {
        continue;
      }
      double q = map.q(u);
      Column column =
          new Column(table.map(), map, u, panels, CHECK_D_NODES, pyramid, table.upper());
      for (int j = 0; j < panels; j++) {
        double[] p = table.contract(j, u);
        for (double w :
            new double[] {-1, Math.cos(Math.PI * 13 / W), Math.cos(Math.PI * 6 / W), 1}) {
          if (j == 0 && w == -1) {
            w = -0.9999;
          }
          double exact = column.secant(j, w);
          double slope = Chebyshev.hornerDerivative(p, w) / column.place(j, w).dLnZ(q);
          gError[j] = Math.max(gError[j], Math.abs(Chebyshev.horner(p, w) / exact - 1));
          slopeError[j] = Math.max(slopeError[j], Math.abs((slope - column.zSlope(j, w)) / exact));
        }
      }
    }
    Accuracy[] result = new Accuracy[panels];
    for (int j = 0; j < panels; j++) {
      double[] s = new Sensitivity(map, table, chi).at(j);
      result[j] =
          new Accuracy(
              vBound,
              Math.max(SAFETY * gError[j] + ROUNDING, vBound),
              SAFETY * slopeError[j] + 3 * ROUNDING,
              s[0],
              s[1],
              s[2],
              s[3]);
    }
    return result;
  }

  /** How fast G and λ = ∂ ln G/∂ ln z vary, by differences of the table on a grid of places. */
  private record Sensitivity(QMap map, SecantTable table, double[] chi) {
    private static final double[] PLACES = {-0.98, -0.5, 0, 0.5, 0.98};
    private static final double MARGIN = 1.25;
    private static final double E = 1e-4;

    /** The bounds chiByQ, gByQ, curvature, lambdaByQ of sub-panel j. */
    double[] at(int j) {
      double[] s = new double[4];
      for (double u : PLACES) {
        double q = map.q(u);
        double qUp = q * Math.exp(E);
        double qDown = q * Math.exp(-E);
        double slope =
            Chebyshev.hornerDerivative(chi, u) / (map.dLnQ(u) * Chebyshev.horner(chi, u));
        s[0] = Math.max(s[0], MARGIN * Math.abs(slope));
        for (double w : PLACES) {
          double z = SecantTable.at(table.map(), u, q, j, w).z(q);
          double gUp = table.g(map.u(qUp), qUp, z);
          double gDown = table.g(map.u(qDown), qDown, z);
          double byQ = Math.abs(Math.log(gUp / gDown)) / (2 * E);
          s[1] = Math.max(s[1], MARGIN * byQ);
          double lambdaQ = (lambda(qUp, z) - lambda(qDown, z)) / (2 * E);
          s[3] = Math.max(s[3], MARGIN * Math.abs(lambdaQ));
          double zUp = Math.min(0.5, z * Math.exp(E));
          double zDown = zUp * Math.exp(-2 * E);
          double curvature = Math.log(Math.abs(lambda(q, zUp) / lambda(q, zDown))) / (2 * E);
          s[2] = Math.max(s[2], MARGIN * Math.abs(curvature));
        }
      }
      return s;
    }

    private double lambda(double q, double z) {
      double u = map.u(q);
      return table.zDg(u, q, z) / table.g(u, q, z);
    }
  }
}
