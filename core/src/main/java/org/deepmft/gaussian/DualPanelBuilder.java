package org.deepmft.gaussian;

import static org.deepmft.gaussian.DualPanel.CHI;
import static org.deepmft.gaussian.DualPanel.V_OVER_Q;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.deepmft.activation.Activation;
import org.deepmft.gaussian.DualActivation.Accuracy;
import org.deepmft.gaussian.DualPanel.QMap;
import org.deepmft.gaussian.KinkSides.Side;
import org.deepmft.gaussian.SecantTable.Breaks;
import org.deepmft.gaussian.SecantTable.Place;

/**
 * Builds the table of an activation for one panel of q.
 *
 * <p>G is computed by {@link DualAtVariance} at Chebyshev nodes of (u, w). The number of sub-panels
 * is the smallest whose last coefficients are below {@link #TAIL}. The errors are measured at
 * places between the nodes.
 */
final class DualPanelBuilder {

  private static final int U = DualPanel.U_TERMS;
  private static final int W = SecantTable.W_TERMS;

  /** Last coefficients that count as small. */
  static final double TAIL = 1e-13;

  /** Numbers of sub-panels that are tried. */
  static final int[] SUB_PANELS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48};

  /** Largest end of the first interval of s, and how well D must be resolved there. */
  private static final double FIRST = 1;

  private static final double FIRST_TAIL = 1e-14;
  private static final double SMALLEST_FIRST = 1e-9;

  /** Panels on which two octaves are tried, and the error that they may have. */
  private static final double[] TRIAL = {1, 16, 256};

  private static final double TRIAL_ERROR = 2e-13;

  /** Standard deviations of u that count. */
  static final double REACH = 9.5;

  /** Measured errors are multiplied by this to become bounds. */
  private static final double SAFETY = 3;

  /** Rounding of the direct integrals and of Horner's scheme. */
  private static final double ROUNDING = 3e-15;

  private final Activation activation;
  private final List<Side> kinks;
  private final Breaks breaks;
  private final double v0;
  private final SmoothedSlope slope;
  private final NoiseLadder ladder;
  private final double[] limits;
  private final boolean singularAtZero;

  /**
   * Creates a builder.
   *
   * @param activation the activation
   * @param qMax largest variance that will be asked for
   */
  DualPanelBuilder(Activation activation, double qMax) {
    this.activation = activation;
    this.kinks = KinkSides.of(activation);
    boolean jumps = kinks.stream().anyMatch(kink -> kink.order() == 0);
    this.breaks = kinks.isEmpty() ? Breaks.NONE : jumps ? Breaks.JUMPS : Breaks.KINKS;
    this.v0 =
        kinks.stream()
            .filter(kink -> kink.x() == 0 && kink.order() == 0)
            .mapToDouble(kink -> 0.5 * (kink.left() * kink.left() + kink.right() * kink.right()))
            .findAny()
            .orElse(activation.value(0) * activation.value(0));
    this.slope = new SmoothedSlope(activation, kinks, REACH * Math.sqrt(qMax));
    this.ladder = new NoiseLadder(slope, kinks.isEmpty(), jumps);
    this.limits = limits();
    this.singularAtZero = Double.isInfinite(limits[V_OVER_Q]) || limits[CHI] == 0;
  }

  /** Returns how φ breaks. */
  Breaks breaks() {
    return breaks;
  }

  /**
   * Returns the octaves of q that a panel may span: two where the moments of a smooth activation
   * are then as exact as their rounding allows, otherwise one.
   */
  int octaves() {
    if (breaks != Breaks.NONE) {
      return 1;
    }
    for (double lo : TRIAL) {
      QMap map = map(lo, 4 * lo);
      if (map.hi() <= qMax()) {
        double[] errors = errors(map, terms(map));
        if (Math.max(errors[0], errors[1]) > TRIAL_ERROR) {
          return 1;
        }
      }
    }
    return 2;
  }

  /** Returns V(0), the limit from q &gt; 0. */
  double v0() {
    return v0;
  }

  /** Returns the largest q for which φ' is resolved. */
  double qMax() {
    double root = slope.reach() / REACH;
    return root * root;
  }

  /** Returns whether (V - V(0))/q has no finite limit at q = 0, or E φ'² vanishes there. */
  boolean singularAtZero() {
    return singularAtZero;
  }

  /** Returns (V - V(0))/q, dV/dq, E φ'², E φ'⁴ and E φ''² by direct integration. */
  double[] moments(double q) {
    return q == 0 ? limits.clone() : rule(q).moments();
  }

  private GaussianRule rule(double q) {
    return new GaussianRule(activation, kinks, slope.edges(), v0, q);
  }

  /** The limits for q to 0, from both sides of 0. */
  private double[] limits() {
    double[] m = new double[5];
    double[] slopes = {activation.derivative(0), activation.derivative(0)};
    double beside = 0;
    for (Side kink : kinks) {
      if (kink.x() == 0) {
        slopes = new double[] {kink.leftSlope(), kink.rightSlope()};
        beside = KinkSides.beside(0);
      }
    }
    for (int side = 0; side < 2; side++) {
      double x = side == 0 ? -beside : beside;
      double d = slopes[side];
      double d2 = activation.secondDerivative(x);
      m[DualPanel.DV] += 0.5 * (d * d + activation.value(x) * d2);
      m[CHI] += 0.5 * d * d;
      m[DualPanel.D_PHI_4] += 0.5 * d * d * d * d;
      m[DualPanel.D2_PHI_2] += 0.5 * d2 * d2;
    }
    for (Side kink : kinks) {
      double rise = kink.squareSlopeJump() + kink.squareJump() * kink.x();
      if (kink.x() == 0 && rise != 0) {
        m[DualPanel.DV] = rise * Double.POSITIVE_INFINITY;
      }
      if (kink.order() <= 1) {
        m[DualPanel.D2_PHI_2] = Double.NaN;
      }
      if (kink.order() == 0) {
        m[CHI] = Double.POSITIVE_INFINITY;
        m[DualPanel.D_PHI_4] = Double.NaN;
      }
    }
    m[V_OVER_Q] = m[DualPanel.DV];
    return m;
  }

  /**
   * What a panel holds of the functions of q alone.
   *
   * @param terms their coefficients in powers of u
   * @param vBound bound on the relative error of V/q
   * @param chiBound bound on the relative error of E φ'²
   */
  record Moments(double[][] terms, double vBound, double chiBound) {}

  /** Returns the map between q and u of the panel from lo to hi. */
  QMap map(double lo, double hi) {
    return new QMap(lo, hi, breaks != Breaks.NONE);
  }

  /** Builds the functions of q alone in a panel. */
  Moments moments(QMap map) {
    double[][] terms = terms(map);
    double[] errors = map.lo() == 0 && singularAtZero ? new double[2] : errors(map, terms);
    return new Moments(terms, SAFETY * errors[0] + ROUNDING, SAFETY * errors[1] + ROUNDING);
  }

  /** Builds a panel's table of G over the lower or upper half of the angles. */
  SecantTable half(QMap map, Moments moments, boolean upper) {
    return new Building(map, upper).table(moments.terms[CHI], moments.vBound, moments.chiBound);
  }

  /** The moments' polynomials in u. */
  private double[][] terms(QMap map) {
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
    return terms;
  }

  /** The relative errors of V/q and E φ'² between the nodes. */
  private double[] errors(QMap map, double[][] terms) {
    double[] errors = new double[2];
    for (double at : new double[] {-1, Math.cos(Math.PI * 10 / U), 1}) {
      double[] exact = moments(map.q(at));
      errors[0] = Math.max(errors[0], error(terms[V_OVER_Q], at, exact[V_OVER_Q]));
      errors[1] = Math.max(errors[1], error(terms[CHI], at, exact[CHI]));
    }
    return errors;
  }

  private static double error(double[] terms, double at, double exact) {
    return exact == 0 || Double.isInfinite(exact)
        ? 0
        : Math.abs(Chebyshev.horner(terms, at) / exact - 1);
  }

  /** One panel's table of G on the way. */
  private final class Building {
    private final QMap map;
    private final boolean upper;
    private final double first;
    private final DualAtVariance top;

    Building(QMap map, boolean upper) {
      this.map = map;
      this.upper = upper;
      double tried = map.lo() == 0 ? 0 : Math.min(FIRST, 0.5 * map.lo());
      DualAtVariance column = column(map.hi(), tried);
      while (map.lo() > 0 && column.firstTail() > FIRST_TAIL && tried > SMALLEST_FIRST) {
        tried *= 0.25;
        column = column(map.hi(), tried);
      }
      this.first = tried;
      this.top = column;
    }

    private DualAtVariance column(double q, double firstEnd) {
      return new DualAtVariance(q, ladder, firstEnd == 0 ? 0.5 * q : firstEnd, rule(q), upper);
    }

    /** A function of z at the nodes of one sub-panel. */
    private double[] nodes(double[] terms, double u, int panel, DoubleUnaryOperator ofZ) {
      double[] values = Chebyshev.nodes(W);
      double q = map.q(u);
      for (int k = 0; k < W; k++) {
        double z = Math.min(0.5, SecantTable.at(breaks, terms, u, q, panel, values[k]).z());
        values[k] = ofZ.applyAsDouble(z);
      }
      return values;
    }

    /** qζG, qG or G at the nodes of one sub-panel. */
    private double[] secants(DualAtVariance column, double[] terms, double u, int panel) {
      double q = map.q(u);
      return nodes(terms, u, panel, z -> breaks.weight(q, upper ? 1 : z) * column.secant(z, upper));
    }

    /** qζD or D likewise. */
    private double[] slopes(DualAtVariance column, double[] terms, double u, int panel) {
      double q = map.q(u);
      return nodes(terms, u, panel, z -> breaks.weight(q, z) * column.d(z, upper));
    }

    private int subPanels() {
      for (int panels : SUB_PANELS) {
        double[] terms = SecantTable.mapTerms(breaks, map, panels);
        double tail = 0;
        for (int j = 0; j < panels; j++) {
          double[] c = Chebyshev.coefficients(secants(top, terms, 1, j));
          tail = Math.max(tail, (Math.abs(c[W - 1]) + Math.abs(c[W - 2])) / Math.abs(c[0]));
        }
        if (tail <= TAIL) {
          return panels;
        }
      }
      return SUB_PANELS[SUB_PANELS.length - 1];
    }

    SecantTable table(double[] chi, double vBound, double chiBound) {
      int panels = subPanels();
      double[] terms = SecantTable.mapTerms(breaks, map, panels);
      double[] u = Chebyshev.nodes(U);
      double[][] g = new double[panels][W * U];
      double[][] d = new double[upper ? panels : 0][W * U];
      double tail = top.worstTail();
      for (int i = 0; i < U; i++) {
        DualAtVariance column = column(map.q(u[i]), first);
        tail = Math.max(tail, column.worstTail());
        for (int j = 0; j < panels; j++) {
          put(secants(column, terms, u[i], j), g[j], i);
          if (upper) {
            put(slopes(column, terms, u[i], j), d[j], i);
          }
        }
      }
      double[][] edges = new double[panels + 1][U];
      for (double[] of : d) {
        inU(of);
      }
      for (int j = 0; j < panels; j++) {
        inU(g[j]);
        for (int k = 0; k < W; k++) {
          for (int m = 0; m < U; m++) {
            double c = g[j][k * U + m];
            edges[j + 1][m] += c;
            edges[j][m] += j == 0 ? (k % 2 == 0 ? c : -c) : 0;
          }
        }
      }
      Accuracy[] none = new Accuracy[panels];
      SecantTable bare = new SecantTable(upper, breaks, terms, g, d, edges, none);
      return new SecantTable(
          upper, breaks, terms, g, d, edges, accuracies(bare, chi, vBound, chiBound, tail));
    }

    /** Puts the coefficients of w^k of values at nodes of w at node i of u. */
    private static void put(double[] values, double[] terms, int i) {
      double[] c = Chebyshev.toPowers(Chebyshev.coefficients(values));
      for (int k = 0; k < W; k++) {
        terms[k * U + i] = c[k];
      }
    }

    /** Turns values at nodes of u, for each power of w, into coefficients of u^m. */
    private static void inU(double[] terms) {
      for (int at = 0; at < terms.length; at += U) {
        double[] values = Arrays.copyOfRange(terms, at, at + U);
        double[] c = Chebyshev.toPowers(Chebyshev.coefficients(values));
        System.arraycopy(c, 0, terms, at, U);
      }
    }

    /** Measures the table between its nodes and its sensitivities on a grid of places. */
    private Accuracy[] accuracies(
        SecantTable table, double[] chi, double vBound, double chiBound, double tail) {
      int panels = table.panels();
      double[] gError = new double[panels];
      double[] slopeError = new double[panels];
      for (int k = 1; k <= U; k += 3) {
        double u = k + 3 > U ? -1 : Math.cos(Math.PI * k / U);
        double q = map.q(u);
        if (q == 0) {
          continue;
        }
        DualAtVariance column = column(q, first);
        for (int j = 0; j < panels; j++) {
          double[] p = table.contract(j, u);
          for (int i = 0; i <= W; i += i == 0 || i == W - 1 ? 1 : 2) {
            double w = i == W ? -1 : Math.cos(Math.PI * i / W);
            Place place =
                SecantTable.at(breaks, table.map(), u, q, j, j == 0 && w == -1 ? -0.9999 : w);
            double z = Math.min(0.5, place.z());
            double exact = column.secant(z, upper);
            double value = Chebyshev.horner(p, place.w()) / table.weight(q, z);
            double slope = (upper ? table.d(u, q, z) : table.d(p, place, q, z)) - value;
            double exactSlope = column.d(z, upper) - exact;
            if (exact != 0) {
              gError[j] = Math.max(gError[j], Math.abs(value / exact - 1));
              slopeError[j] = Math.max(slopeError[j], Math.abs((slope - exactSlope) / exact));
            }
          }
        }
      }
      Accuracy[] result = new Accuracy[panels];
      for (int j = 0; j < panels; j++) {
        double[] s = new Sensitivity(map, table, chi).at(j);
        result[j] =
            new Accuracy(
                vBound,
                chiBound,
                SAFETY * gError[j] + tail + ROUNDING,
                SAFETY * slopeError[j] + tail + 3 * ROUNDING,
                s[0],
                s[1],
                s[2],
                s[3]);
      }
      return result;
    }
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
          double z = Math.min(0.5, SecantTable.at(table.breaks(), table.map(), u, q, j, w).z());
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
