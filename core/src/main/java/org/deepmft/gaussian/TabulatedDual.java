package org.deepmft.gaussian;

import static org.deepmft.gaussian.DualPanel.CHI;
import static org.deepmft.gaussian.DualPanel.D2_PHI_2;
import static org.deepmft.gaussian.DualPanel.DV;
import static org.deepmft.gaussian.DualPanel.D_PHI_4;
import static org.deepmft.gaussian.DualPanel.V_OVER_Q;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.deepmft.activation.Activation;
import org.deepmft.gaussian.SecantTable.Breaks;

/**
 * The duals of any activation, from a table built panel by panel when first asked for.
 *
 * <p>The panels' edges in q are 0, 2⁻¹², 2⁻¹⁰, ..., 2²⁰, and the octaves between where φ has kinks;
 * fewer where φ' oscillates so far out that it cannot be resolved. Building is deterministic: a
 * panel's numbers do not depend on which thread built it or when. See {@link DualPanel} for the
 * form and {@link Accuracy} for the measured errors.
 */
public final class TabulatedDual implements DualActivation {

  private static final int LOWEST = -12;
  private static final int HIGHEST = 20;

  /** A table that ends before this q is of no use. */
  private static final double SMALLEST_RANGE = 1;

  private final DualPanelBuilder builder;
  private final CachedPanels source;
  private final boolean odd;
  private final boolean regular;
  private final double v0;
  private final Asymptote asymptote;
  private final int octaves;
  private final DualPanel[] panels;
  private final Object[] locks;
  private final double[] edges;
  private final double[] edgeVOverQ;

  /**
   * Creates the duals of an activation; nothing is integrated yet.
   *
   * @param activation the activation
   */
  public TabulatedDual(Activation activation) {
    this(activation, TableCache.NONE);
  }

  /**
   * Creates the duals of an activation; nothing is integrated yet.
   *
   * @param activation the activation
   * @param cache keeps what is built for another time
   */
  public TabulatedDual(Activation activation, TableCache cache) {
    this.builder = new DualPanelBuilder(activation, Math.scalb(1.0, HIGHEST));
    this.source = new CachedPanels(builder, activation, cache);
    this.odd = activation.odd();
    this.regular = Regularity.of(activation);
    this.v0 = builder.v0();
    this.asymptote = Asymptote.of(activation);
    if (!(builder.qMax() >= SMALLEST_RANGE)) {
      throw new IllegalArgumentException(
          "activation "
              + activation.name()
              + " must vary slowly enough to be resolved up to |x| = 10, but is only up to "
              + Math.sqrt(builder.qMax()) * DualPanelBuilder.REACH);
    }
    this.octaves = builder.octaves();
    int count = (Math.min(HIGHEST, Math.getExponent(builder.qMax())) - LOWEST) / octaves + 1;
    this.panels = new DualPanel[count];
    this.locks = new Object[count];
    this.edges = new double[count + 1];
    this.edgeVOverQ = new double[count + 1];
    for (int k = 0; k < count; k++) {
      locks[k] = new Object();
      edges[k + 1] = Math.scalb(1.0, LOWEST + octaves * k);
    }
    Arrays.fill(edgeVOverQ, Double.NaN);
  }

  /** Returns the number of panels. */
  public int panels() {
    return panels.length;
  }

  /** Returns how φ breaks. */
  Breaks breaks() {
    return builder.breaks();
  }

  /** Returns whether φ jumps; then E φ'² is infinite and panels hold q√y G in place of G. */
  public boolean jumps() {
    return builder.breaks() == Breaks.JUMPS;
  }

  /** Returns whether φ has kinks or jumps; then panels are laid out in √q and √y. */
  public boolean kinks() {
    return builder.breaks() != Breaks.NONE;
  }

  /**
   * Returns whether moments near q = 0 must be integrated directly, as the innermost panel cannot
   * hold them.
   */
  public boolean singularAtZero() {
    return builder.singularAtZero();
  }

  /** Returns the lower edge of panel k; of k = {@link #panels()}, the table's end. */
  public double edge(int k) {
    return edges[k];
  }

  /** Returns the index of the panel that holds q. */
  public int panelOf(double q) {
    if (!(q >= 0 && q <= qMax())) {
      throw new IllegalArgumentException(
          "q must lie in [0, " + qMax() + "], the table's range, got " + q);
    }
    if (q <= edges[1]) {
      return 0;
    }
    int exponent = Math.getExponent(q);
    int k = Math.floorDiv(exponent - LOWEST, octaves) + 1;
    return q == edges[k] ? k - 1 : k;
  }

  /** Returns panel k, reading or building it if need be. */
  public DualPanel panel(int k) {
    synchronized (locks[k]) {
      if (panels[k] == null) {
        panels[k] = source.panel(k, edges[k], edges[k + 1]);
      }
      return panels[k];
    }
  }

  /** Builds the panels from that of qLow to that of qHigh on all cores. */
  public void prepare(double qLow, double qHigh) {
    int from = panelOf(Math.min(qLow, qMax()));
    int to = panelOf(Math.min(qHigh, qMax()));
    IntStream.rangeClosed(from, to).parallel().forEach(k -> panel(k).half(false));
  }

  /** Returns V(q)/q at {@code edge(k)} by direct integration, without building a panel. */
  public double edgeVOverQ(int k) {
    double known = edgeVOverQ[k];
    if (Double.isNaN(known)) {
      known = builder.moments(edges[k])[V_OVER_Q];
      edgeVOverQ[k] = known;
    }
    return known;
  }

  /**
   * Returns the panel in which σ_w² V(q) + σ_b² = q, or {@link #panels()} if that lies above the
   * table; V(q)/q must fall with q.
   */
  public int panelOfFixedPoint(double sigmaW2, double sigmaB2) {
    int low = 0;
    int high = panels.length;
    while (low < high) {
      int k = (low + high) >>> 1;
      if (sigmaW2 * edgeVOverQ(k + 1) + sigmaB2 / edges[k + 1] > 1) {
        low = k + 1;
      } else {
        high = k;
      }
    }
    return low;
  }

  @Override
  public boolean odd() {
    return odd;
  }

  @Override
  public double v0() {
    return v0;
  }

  @Override
  public boolean regular() {
    return regular;
  }

  @Override
  public Asymptote asymptote() {
    return asymptote;
  }

  @Override
  public double qMax() {
    return edges[panels.length];
  }

  /** {@inheritDoc} Exact at q = 0, so that collapse is decided exactly. */
  @Override
  public double vOverQ(double q) {
    return moment(V_OVER_Q, q);
  }

  @Override
  public double dv(double q) {
    return moment(DV, q);
  }

  @Override
  public double g(double q, double y) {
    if (y == 0 || q == 0) {
      return jumps() ? Double.POSITIVE_INFINITY : moment(CHI, q);
    }
    DualPanel p = panel(panelOf(q));
    double u = p.map().u(q);
    return y <= 0.5 ? p.half(false).g(u, q, y) : p.half(true).g(u, q, 1 - y);
  }

  @Override
  public double yDg(double q, double y) {
    DualPanel p = panel(panelOf(q));
    double u = p.map().u(q);
    if (y <= 0.5) {
      return p.half(false).zDg(u, q, y);
    }
    return p.half(true).d(u, q, 1 - y) - p.half(true).g(u, q, 1 - y);
  }

  @Override
  public double d(double q, double y) {
    if (y <= 0.5) {
      return g(q, y) + yDg(q, y);
    }
    DualPanel p = panel(panelOf(q));
    return p.half(true).d(p.map().u(q), q, 1 - y);
  }

  @Override
  public double dPhi4(double q) {
    return moment(D_PHI_4, q);
  }

  @Override
  public double d2Phi2(double q) {
    return moment(D2_PHI_2, q);
  }

  private double moment(int which, double q) {
    if (q == 0 || q < edges[1] && builder.singularAtZero()) {
      return builder.moments(q)[which];
    }
    DualPanel p = panel(panelOf(q));
    return Chebyshev.horner(p.moments[which], p.map().u(q));
  }

  @Override
  public Accuracy accuracy(double q, double y) {
    DualPanel p = panel(panelOf(q));
    boolean up = y > 0.5;
    SecantTable half = p.half(up);
    Accuracy a = half.accuracy()[half.locate(p.map().u(q), q, up ? 1 - y : y).panel()];
    if (p.lo() > 0) {
      return a;
    }
    // In the innermost panel what varies with q does so in proportion to q.
    double part = builder.breaks() == Breaks.NONE ? q / p.hi() : Math.sqrt(q / p.hi());
    if (builder.singularAtZero()) {
      // The panel's errors are absolute, and G itself may be small in it.
      part = 1;
    }
    double scale = builder.singularAtZero() ? p.hi() / q : 1;
    return new Accuracy(
        a.v(),
        a.chi(),
        scale * a.g(),
        scale * a.yDg(),
        part * a.chiByQ(),
        part * a.gByQ(),
        a.curvature(),
        part * a.lambdaByQ());
  }
}
