package org.deepmft.gaussian;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.deepmft.activation.Activation;
import org.deepmft.gaussian.KinkSides.Side;

/**
 * An activation at the nodes of a rule for means over u ~ N(0, q).
 *
 * <p>Gauss-Legendre on panels that are at most one standard deviation wide and resolve φ', with
 * edges at the kinks. Delta functions in φ' and φ'' are added in closed form.
 */
final class GaussianRule {

  private static final double CUT = 9.5;

  private final double q;
  private final List<Side> kinks;
  private final double atZero;
  private final double[] x;
  private final double[] weight;
  private final double[] value;
  private final double[] d1;
  private final double[] d2;

  /**
   * Evaluates an activation.
   *
   * @param activation the activation
   * @param kinks its kinks
   * @param edges edges of panels that resolve φ', ascending from 0
   * @param atZero φ(0)², the mean of both sides where φ jumps there
   * @param q the variance, positive
   */
  GaussianRule(Activation activation, List<Side> kinks, double[] edges, double atZero, double q) {
    this.q = q;
    this.kinks = kinks;
    this.atZero = atZero;
    double sigma = Math.sqrt(q);
    TreeSet<Double> cuts = new TreeSet<>(List.of(0.0, CUT * sigma));
    for (double t = 1; t < CUT; t++) {
      cuts.add(t * sigma);
    }
    for (double edge : edges) {
      if (edge < CUT * sigma) {
        cuts.add(edge);
      }
    }
    double[] cut = cuts.stream().mapToDouble(t -> t).toArray();
    int half = (cut.length - 1) * PanelGrid.NODES;
    x = new double[2 * half];
    weight = new double[2 * half];
    double norm = 1 / (sigma * Math.sqrt(2 * Math.PI));
    for (int k = 0; k + 1 < cut.length; k++) {
      for (int i = 0; i < PanelGrid.NODES; i++) {
        int at = k * PanelGrid.NODES + i;
        double width = cut[k + 1] - cut[k];
        double place = cut[k] + width * PanelGrid.RULE.nodes()[i];
        x[at] = place;
        x[half + at] = -place;
        weight[at] =
            norm * width * PanelGrid.RULE.weights()[i] * Math.exp(-place * place / (2 * q));
        weight[half + at] = weight[at];
      }
    }
    value = new double[x.length];
    d1 = new double[x.length];
    d2 = new double[x.length];
    activation.evaluate(x, value, d1, d2, x.length);
  }

  /**
   * Returns (V - V(0))/q, dV/dq, E φ'², E φ'⁴ and E φ''², in the order of {@link DualPanel}.
   *
   * <p>dV/dq = ½ E (φ²)'', with the delta functions of (φ²)'' at kinks and jumps.
   */
  double[] moments() {
    double[] m = new double[5];
    double root = Math.sqrt(Math.abs(atZero));
    int half = x.length / 2;
    for (int i = half - 1; i >= 0; i--) {
      addPair(i, half + i, root, m);
    }
    m[DualPanel.V_OVER_Q] /= q;
    for (Side kink : kinks) {
      double p = density(kink.x());
      m[DualPanel.DV] += 0.5 * p * (kink.squareSlopeJump() + kink.squareJump() * kink.x() / q);
      if (kink.order() <= 1) {
        m[DualPanel.D2_PHI_2] = Double.NaN;
      }
      if (kink.order() == 0) {
        m[DualPanel.CHI] = Double.POSITIVE_INFINITY;
        m[DualPanel.D_PHI_4] = Double.NaN;
      }
    }
    return m;
  }

  private void addPair(int i, int j, double root, double[] m) {
    double w = weight[i];
    m[DualPanel.V_OVER_Q] +=
        w * ((value[i] - root) * (value[i] + root) + (value[j] - root) * (value[j] + root));
    m[DualPanel.DV] += w * (d1[i] * d1[i] + value[i] * d2[i] + d1[j] * d1[j] + value[j] * d2[j]);
    double a = d1[i] * d1[i];
    double b = d1[j] * d1[j];
    m[DualPanel.CHI] += w * (a + b);
    m[DualPanel.D_PHI_4] += w * (a * a + b * b);
    m[DualPanel.D2_PHI_2] += w * (d2[i] * d2[i] + d2[j] * d2[j]);
  }

  private double density(double at) {
    return Math.exp(-at * at / (2 * q)) / Math.sqrt(2 * Math.PI * q);
  }

  /** Returns the squares of {@link #hermite}. */
  double[] hermiteSquares(int count) {
    double[] h = hermite(count);
    Arrays.setAll(h, n -> h[n] * h[n]);
    return h;
  }

  /** Returns E φ'(u) He_n(u/√q)/√n! for n below count. */
  double[] hermite(int count) {
    double[] h = new double[count];
    double sigma = Math.sqrt(q);
    for (int i = 0; i < x.length; i++) {
      addHermite(x[i] / sigma, weight[i] * d1[i], h);
    }
    for (Side kink : kinks) {
      if (kink.order() == 0) {
        addHermite(kink.x() / sigma, kink.jump() * density(kink.x()), h);
      }
    }
    return h;
  }

  private static void addHermite(double t, double weight, double[] h) {
    double before = 0;
    double now = weight;
    for (int n = 0; n < h.length; n++) {
      h[n] += now;
      double next = (t * now - ROOTS[n] * before) * INVERSE_ROOTS[n];
      before = now;
      now = next;
    }
  }

  private static final double[] ROOTS = new double[DualAtVariance.HERMITE_TERMS];
  private static final double[] INVERSE_ROOTS = new double[DualAtVariance.HERMITE_TERMS];

  static {
    for (int n = 0; n < ROOTS.length; n++) {
      ROOTS[n] = Math.sqrt(n);
      INVERSE_ROOTS[n] = 1 / Math.sqrt(n + 1);
    }
  }
}
