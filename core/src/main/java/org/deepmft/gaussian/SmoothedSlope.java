package org.deepmft.gaussian;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.deepmft.activation.Activation;
import org.deepmft.gaussian.KinkSides.Side;

/**
 * The derivative of an activation, averaged over noise of variance s:
 *
 * <pre>
 * Φ_s(x) = E φ'(x + √s n),   n ~ N(0, 1)
 * </pre>
 *
 * A pair with c &gt; 0 is a common part of variance qc and two independent noises of variance s =
 * q(1 - c), so E φ'(u_a) φ'(u_b) = E Φ_s(√(qc) m)²: one sum for any q, over the same Φ_s. Kinks and
 * jumps of φ are smooth in Φ_s on the scale √s; a jump adds its height times a Gaussian density.
 *
 * <p>Panels of φ' that are narrow beside √s contribute the values at their nodes; across wide ones
 * φ' is evaluated anew, cut at kinks, or on a lattice where the noise stays inside one panel, on
 * which the trapezoidal rule converges exponentially (trefethen2014). Accuracy: about 1e-15.
 */
final class SmoothedSlope {

  /** Noise is cut off at this many standard deviations, e^(-40.5) = 3e-18. */
  private static final double CUT = 9;

  /** The rule integrates a Gaussian across a panel of this many standard deviations to 1e-18. */
  private static final double WIDEST = 4;

  /** Standard deviations a piece of a wide panel. */
  private static final double PIECE = 3;

  /** A panel this many times wider than the noise holds φ' as the lattice wants it. */
  private static final double CALM = 10;

  /** Lattice of the trapezoidal rule in standard deviations; its error is e^(-2π²/0.72²). */
  private static final double LATTICE = 0.72;

  private static final int LATTICE_REACH = 13;

  /** Panels of φ' at most; usual activations take about twenty, the cosine one for 8 in x. */
  private static final int MOST_PANELS = 200;

  private static final double EPSILON = 1e-15;

  /** So near to each other places are looked at for bumps, up to |x| = {@link #FINE_TO}. */
  private static final double FINE = 1.0 / 512;

  private static final double FINE_TO = 10;

  /** Relative differences of means that a bump makes. */
  private static final double BUMP = 1e-8;

  private static final double FAR_BELOW = 1e-30;

  /** Share of a jump's density that is not followed any more. */
  private static final double NOTHING = 1e-40;

  private static final int N = PanelGrid.NODES;

  private final Activation activation;
  private final List<Side> kinks;
  private final boolean even;
  private final PanelGrid.Nodes slope;
  private final double[] largest;

  /**
   * Resolves φ'.
   *
   * @param activation the activation
   * @param kinks its kinks
   * @param furthest largest |x| that counts
   */
  SmoothedSlope(Activation activation, List<Side> kinks, double furthest) {
    this.activation = activation;
    this.kinks = kinks;
    this.even = activation.odd();
    TreeSet<Double> seeds = new TreeSet<>(List.of(0.0, furthest));
    for (double x = 0.125; x < furthest; x *= 2) {
      seeds.add(x);
    }
    kinks.forEach(kink -> seeds.add(Math.min(Math.abs(kink.x()), furthest)));
    double[] edges = seeds.stream().mapToDouble(x -> x).toArray();
    this.slope = new PanelGrid(new Slope(), edges, MOST_PANELS).upTo(furthest);
    this.largest = new double[slope.panels()];
    for (int j = 0; j < slope.x().length; j++) {
      double size = Math.max(Math.abs(slope.plus()[j]), Math.abs(slope.minus()[j]));
      int k = j / N;
      largest[k] = Math.max(Math.max(largest[k], k == 0 ? 0 : largest[k - 1]), size);
    }
  }

  /** Returns |x| up to which φ' is resolved. */
  double reach() {
    return slope.reach();
  }

  /** Returns the edges of panels that resolve φ', ascending from 0. */
  double[] edges() {
    return slope.edges();
  }

  /** φ' itself; a panel counts as resolved only if its sum is the rise of φ. */
  private final class Slope implements PanelGrid.Mirrored {
    private final Values values = new Values(N);

    @Override
    public void at(double[] x, double[] plus, double[] minus) {
      values.at(x, N, plus, minus);
    }

    @Override
    public boolean complete(
        double lo, double hi, double sumPlus, double sumMinus, double negligible) {
      double a = lo + KinkSides.beside(lo);
      double b = hi - KinkSides.beside(hi);
      return complete(a, b, sumPlus, negligible)
          && complete(-b, -a, sumMinus, negligible)
          && noBumps(lo, hi, negligible / (hi - lo));
    }

    /** Whether places {@link #FINE} apart see the same means of φ and φ'² as those of the panel. */
    private boolean noBumps(double lo, double hi, double negligible) {
      int pieces = (int) Math.ceil((Math.min(hi, FINE_TO) - lo) / (N * FINE));
      if (pieces <= 1) {
        return true;
      }
      double end = Math.min(hi, FINE_TO);
      double[] coarse = means(lo, end, 1);
      double[] fine = means(lo, end, pieces);
      for (int k = 0; k < coarse.length; k += 2) {
        double size = fine[k + 1] + negligible;
        if (!(Math.abs(coarse[k] - fine[k]) <= BUMP * size)) {
          return false;
        }
      }
      return true;
    }

    /** The means of φ, |φ|, φ'², φ'² over the panel, and over its mirror image, by pieces. */
    private double[] means(double lo, double hi, int pieces) {
      double[] means = new double[even ? 4 : 8];
      double[] x = new double[N];
      double[] plus = new double[N];
      double[] minus = new double[N];
      double width = (hi - lo) / pieces;
      for (int piece = 0; piece < pieces; piece++) {
        for (int i = 0; i < N; i++) {
          x[i] = lo + width * (piece + PanelGrid.RULE.nodes()[i]);
        }
        values.at(x, N, plus, minus);
        for (int k = 0; k < means.length; k += 4) {
          for (int i = 0; i < N; i++) {
            double weight = PanelGrid.RULE.weights()[i] / pieces;
            double value = values.value[k / 4 * N + i];
            double slope = values.d1[k / 4 * N + i];
            means[k] += weight * value;
            means[k + 1] += weight * Math.abs(value);
            means[k + 2] += weight * slope * slope;
          }
          means[k + 3] = means[k + 2];
        }
      }
      return means;
    }

    /** What is far below the slopes that lie within four times the distance from 0. */
    @Override
    public double noise(double furthest) {
      double size = 0;
      for (int k = 0; k < 17; k++) {
        double x = 4 * furthest * Math.pow(0.8, k);
        double most =
            Math.max(Math.abs(activation.derivative(x)), Math.abs(activation.derivative(-x)));
        size = Math.max(size, most <= Double.MAX_VALUE ? most : 0);
      }
      return FAR_BELOW * size;
    }

    private boolean complete(double a, double b, double sum, double negligible) {
      double before = activation.value(a);
      double after = activation.value(b);
      double size = Math.max(Math.abs(before), Math.abs(after));
      return Math.abs(after - before - sum) <= negligible + 1e-8 * Math.abs(sum) + 1e-13 * size;
    }
  }

  /** Room for values of φ' on both half lines. */
  private final class Values {
    private final double[] x;
    private final double[] value;
    private final double[] d1;
    private final double[] d2;

    Values(int most) {
      int n = even ? most : 2 * most;
      x = new double[n];
      value = new double[n];
      d1 = new double[n];
      d2 = new double[n];
    }

    void at(double[] places, int n, double[] plus, double[] minus) {
      System.arraycopy(places, 0, x, 0, n);
      for (int i = 0; i < n && !even; i++) {
        x[n + i] = -places[i];
      }
      activation.evaluate(x, value, d1, d2, even ? n : 2 * n);
      System.arraycopy(d1, 0, plus, 0, n);
      System.arraycopy(d1, even ? 0 : n, minus, 0, n);
    }
  }

  /**
   * Returns Φ_s on a grid that resolves it.
   *
   * @param s variance of the noise, positive
   */
  PanelGrid at(double s) {
    double sigma = Math.sqrt(s);
    TreeSet<Double> seeds = new TreeSet<>();
    for (double x = sigma; x < reach(); x *= 2) {
      seeds.add(x);
    }
    for (double x : slope.edges()) {
      seeds.add(x);
    }
    for (Side kink : kinks) {
      for (double d : new double[] {-8, -4, -2, 0, 2, 4, 8}) {
        seeds.add(Math.min(reach(), Math.abs(Math.abs(kink.x()) + d * sigma)));
      }
    }
    double[] edges = new double[seeds.size()];
    int n = 0;
    for (double x : seeds) {
      if (n == 0 || x - edges[n - 1] > 0.75 * sigma) {
        edges[n++] = x;
      }
    }
    edges[n - 1] = reach();
    return new PanelGrid(new Noise(sigma), Arrays.copyOf(edges, n), 3 * MOST_PANELS);
  }

  /** Φ_s at the nodes of a panel. */
  private final class Noise implements PanelGrid.Mirrored {
    private static final int MOST = 2 * LATTICE_REACH + 1;
    private static final double[] LATTICE_WEIGHTS = new double[MOST];

    static {
      for (int i = 0; i < MOST; i++) {
        double d = (i - LATTICE_REACH) * LATTICE;
        LATTICE_WEIGHTS[i] = LATTICE / Math.sqrt(2 * Math.PI) * Math.exp(-0.5 * d * d);
      }
    }

    private final double sigma;
    private final double rate;
    private final double norm;
    private final double[] v = new double[MOST];
    private final double[] weight = new double[MOST];
    private final double[] up = new double[MOST];
    private final double[] down = new double[MOST];
    private final Values values = new Values(MOST);
    private double here;
    private double there;

    Noise(double sigma) {
      this.sigma = sigma;
      this.rate = -0.5 / (sigma * sigma);
      this.norm = 1 / (sigma * Math.sqrt(2 * Math.PI));
    }

    @Override
    public void at(double[] x, double[] plus, double[] minus) {
      for (int i = 0; i < N; i++) {
        here = 0;
        there = 0;
        if (!onLattice(x[i])) {
          overPanels(x[i]);
        }
        for (Side kink : kinks) {
          double jump = kink.jump();
          here += jump * density(x[i] - kink.x());
          there += jump * density(x[i] + kink.x());
        }
        plus[i] = here;
        minus[i] = even ? here : there;
      }
    }

    /** The rounding of a place beside a kink counts by the slope of Φ_s there. */
    @Override
    public double noise(double furthest) {
      double noise =
          EPSILON * largest[Math.min(panelOf(furthest + CUT * sigma), largest.length - 1)];
      for (Side kink : kinks) {
        double jump = Math.abs(kink.jump());
        noise += NOTHING * norm * jump;
        if (Math.abs(kink.x()) - CUT * sigma < furthest) {
          double steepest = Math.abs(kink.rightSlope() - kink.leftSlope()) + jump / sigma;
          noise += norm * steepest * Math.ulp(kink.x());
        }
      }
      return noise;
    }

    private double density(double distance) {
      return norm * Math.exp(rate * distance * distance);
    }

    private int panelOf(double x) {
      int k = Arrays.binarySearch(slope.edges(), x);
      return Math.max(0, k >= 0 ? k : -k - 2);
    }

    private boolean onLattice(double x) {
      int k = panelOf(x);
      double reach = CUT * sigma;
      double lo = slope.edges()[k];
      double hi = k + 1 < slope.edges().length ? slope.edges()[k + 1] : lo;
      if (!(x - reach >= lo && x + reach <= hi && hi - lo >= CALM * sigma)) {
        return false;
      }
      for (int i = -LATTICE_REACH; i <= LATTICE_REACH; i++) {
        v[LATTICE_REACH + i] = x + i * LATTICE * sigma;
      }
      values.at(v, MOST, up, down);
      for (int i = 0; i < MOST; i++) {
        here += LATTICE_WEIGHTS[i] * up[i];
        there += LATTICE_WEIGHTS[i] * down[i];
      }
      return true;
    }

    private void overPanels(double x) {
      double reach = CUT * sigma;
      double[] edges = slope.edges();
      for (int k = 0; k + 1 < edges.length && edges[k] < x + reach; k++) {
        double lo = edges[k];
        double hi = edges[k + 1];
        boolean narrow = hi - lo <= WIDEST * sigma;
        if (hi > x - reach) {
          if (narrow) {
            panel(k, x, 1);
          } else {
            pieces(Math.max(lo, x - reach), Math.min(hi, x + reach), x, 1);
          }
        }
        if (lo < reach - x) {
          if (narrow) {
            panel(k, x, -1);
          } else {
            pieces(lo, Math.min(hi, reach - x), x, -1);
          }
        }
      }
    }

    /** Adds a panel at its own nodes; sign -1 for its mirror image. */
    private void panel(int k, double x, int sign) {
      double a = 0;
      double b = 0;
      for (int j = k * N; j < (k + 1) * N; j++) {
        double d = x - sign * slope.x()[j];
        double w = slope.weights()[j] * Math.exp(rate * d * d);
        a += w * slope.plus()[j];
        b += w * slope.minus()[j];
      }
      here += norm * (sign > 0 ? a : b);
      there += norm * (sign > 0 ? b : a);
    }

    /** Adds [lo, hi], or its mirror image, in pieces that are narrow beside the noise. */
    private void pieces(double lo, double hi, double x, int sign) {
      int n = (int) Math.ceil((hi - lo) / (PIECE * sigma));
      double width = (hi - lo) / n;
      for (int p = 0; p < n; p++) {
        for (int i = 0; i < N; i++) {
          v[i] = lo + width * (p + PanelGrid.RULE.nodes()[i]);
          weight[i] = width * PanelGrid.RULE.weights()[i] * density(x - sign * v[i]);
        }
        values.at(v, N, up, down);
        for (int i = 0; i < N; i++) {
          here += weight[i] * (sign > 0 ? up[i] : down[i]);
          there += weight[i] * (sign > 0 ? down[i] : up[i]);
        }
      }
    }
  }
}
