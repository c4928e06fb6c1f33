package org.deepmft.cpu;

import org.deepmft.backend.TrajectoryTile;
import org.deepmft.cpu.TrajectoryPanels.Panel;
import org.deepmft.gaussian.DualPanel;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.propagation.TrajectoryColumns;
import org.deepmft.propagation.TrajectoryField;

/**
 * Follows a pair of equal norms through one network after another, by the table; one instance a
 * thread, its room is used again.
 *
 * <pre>
 * q' = σ_w² V(q) + σ_b²,   1 - c' = (q/q') σ_w² G(q, y) (1 - c)
 * g_l/g_{l+1} = σ_w² G(q, 0),   σ_w² D(q, y) for the covariance
 * </pre>
 *
 * <p>A layer contracts the table at q, [14 x 16] coefficients to a polynomial in w, and takes its
 * value and derivative at y. Once q has come to rest, nothing that depends on it alone is computed
 * again; once y has come to rest too, or is so small that G(q, y) = G(q, 0), layers are powers of
 * constant factors. Rest means that a layer moves a number by two ulp at most and that the map
 * contracts there, so that the limit is within 20 times that; it depends on the point alone.
 *
 * <p>In the innermost panel and for c &lt; 0 the table is asked number by number.
 */
final class EqualNormsWalk {

  private static final int U = DualPanel.U_TERMS;
  private static final int W = PanelMatrices.W_TERMS;

  /** The table is asked above this q; below, φ is a line, or two. */
  private static final double SMALLEST_Q = 1e-300;

  /** Relative step of a number at rest. */
  private static final double REST = 0x1p-51;

  /** Slope of a map up to which a small step means that the limit is near. */
  private static final double CONTRACTS = 0.95;

  /** Below this ζ/m the place in the sub-panel rounds to its edge, y = 0. */
  private static final double NO_ANGLE = 0x1p-54;

  private final TabulatedDual table;
  private final TrajectoryPanels panels;
  private final TrajectoryTile tile;
  private final TrajectoryColumns out;

  // The products of factors before each kept layer, since the one kept before.
  private final ScaledProduct[] sinceA;
  private final ScaledProduct[] sinceAb;

  private final ScaledProduct oneMinusC = new ScaledProduct();
  private final ScaledProduct gradient = new ScaledProduct();
  private final ScaledProduct covariance = new ScaledProduct();
  private final double[] terms = new double[W];

  // The network.
  private double sigmaW2;
  private double beta;

  // The length map at q.
  private double q;
  private boolean qRests;
  private int panelAt;
  private Panel panel;
  private double u;
  private double vOverQ;
  private double chi;
  private double m;
  private double a;

  // The correlation map at y.
  private int subPanel;
  private double g;
  private double d;
  private boolean yRests;

  EqualNormsWalk(
      TabulatedDual table, TrajectoryPanels panels, TrajectoryTile tile, TrajectoryColumns out) {
    this.table = table;
    this.panels = panels;
    this.tile = tile;
    this.out = out;
    this.sinceA = room(tile.layers().length);
    this.sinceAb = room(tile.layers().length);
  }

  private static ScaledProduct[] room(int n) {
    ScaledProduct[] room = new ScaledProduct[n];
    for (int k = 0; k < n; k++) {
      room[k] = new ScaledProduct();
    }
    return room;
  }

  /** Follows the pair through network i of the tile. */
  void follow(int i) {
    sigmaW2 = tile.sigmaW2()[i];
    beta = tile.sigmaB2()[i] + sigmaW2 * table.v0();
    q = tile.start().qa();
    oneMinusC.set(tile.start().oneMinusC().value());
    gradient.set(1);
    covariance.set(1);
    qRests = false;
    yRests = false;
    subPanel = -1;
    int[] layers = tile.layers();
    int k = 0;
    int layer = 0;
    while (true) {
      if (q > table.qMax()) {
        unknown(k, i);
        return;
      }
      if (k < layers.length && layers[k] == layer) {
        keep(k++, i);
      }
      if (layer == tile.depth()) {
        break;
      }
      if (yRests) {
        int next = k < layers.length ? layers[k] : tile.depth();
        rest(next - layer);
        layer = next;
      } else {
        step();
        layer++;
      }
    }
    back(i);
  }

  /** One layer. */
  private void step() {
    if (!qRests) {
      atLength();
    }
    atAngle();
    gradient.times(sigmaW2 * chi);
    covariance.times(sigmaW2 * d);
    double before = oneMinusC.mantissa();
    double next = sigmaW2 * q * vOverQ + beta;
    double ratio = qRests ? sigmaW2 : beta == 0 ? 1 / vOverQ : sigmaW2 * q / next;
    oneMinusC.times(ratio * g);
    if (qRests) {
      double moved = Math.abs(oneMinusC.mantissa() - before);
      yRests =
          g == chi && d == chi
              || moved <= REST * before && (moved == 0 || sigmaW2 * d <= CONTRACTS);
      return;
    }
    double moved = Math.abs(next - q);
    qRests = panelAt > 0 && moved <= REST * q && (moved == 0 || Math.abs(slope()) <= CONTRACTS);
    q = qRests ? q : next;
    subPanel = qRests ? subPanel : -1;
  }

  private double slope() {
    return sigmaW2 * horner(panel.dv(), u);
  }

  /** So many layers of which none moves q, nor y if that is not 0. */
  private void rest(int layers) {
    gradient.timesPower(sigmaW2 * chi, layers);
    covariance.timesPower(sigmaW2 * d, layers);
    if (g == chi && d == chi) {
      oneMinusC.timesPower(sigmaW2 * g, layers);
    }
  }

  private void atLength() {
    panelAt = table.panelOf(q);
    if (panelAt == 0) {
      double at = Math.max(q, SMALLEST_Q);
      vOverQ = table.vOverQ(at);
      chi = table.g(at, 0);
      return;
    }
    panel = panels.panel(panelAt);
    double root = Math.sqrt(q);
    u = (root - panel.s()) / (root + panel.s()) * panel.inverseR();
    a = panel.inAngle() ? 2 * root : 4 * q;
    vOverQ = horner(panel.vOverQ(), u);
    chi = horner(panel.chi(), u);
    m = horner(panel.map(), u);
  }

  private static double horner(double[] c, double x) {
    double sum = c[U - 1];
    for (int k = U - 2; k >= 0; k--) {
      sum = Math.fma(sum, x, c[k]);
    }
    return sum;
  }

  /** G and D at y. */
  private void atAngle() {
    double y = oneMinusC.ordinary() ? 0.5 * oneMinusC.mantissa() : 0;
    if (panelAt == 0 || y > 0.5) {
      double at = Math.max(q, SMALLEST_Q);
      g = y == 0 ? chi : table.g(at, Math.min(1, y));
      d = y == 0 ? chi : table.d(at, Math.min(1, y));
      return;
    }
    double zeta = panel.inAngle() ? Math.sqrt(y) : y;
    if (zeta <= NO_ANGLE * m) {
      g = chi;
      d = chi;
      return;
    }
    double h = 1 + a * m;
    double rho = a * m / (2 + a * m);
    double x = 1 + a * zeta;
    double power = h;
    int j = 0;
    while (x > power * h && j < panel.g().length - 1) {
      power *= h * h;
      j++;
    }
    if (j != subPanel) {
      contract(panel.g()[j]);
      subPanel = j;
    }
    double w =
        Math.min(1, j == 0 ? (zeta - m) / (m + rho * zeta) : (x - power) / ((x + power) * rho));
    double t = 1 - rho * w;
    // dw/d ln ζ
    double slope = j == 0 ? t * (1 + w) / (1 + rho) : t * t * a * zeta / (2 * rho * power);
    evaluate(w, panel.inAngle() ? 0.5 * slope : slope);
  }

  /** The polynomial in w at u. */
  private void contract(double[] c) {
    double[] p = terms;
    for (int k = 0; k < W; k++) {
      p[k] = c[W * (U - 1) + k];
    }
    for (int at = W * (U - 2); at >= 0; at -= W) {
      for (int k = 0; k < W; k++) {
        p[k] = Math.fma(p[k], u, c[at + k]);
      }
    }
  }

  /** G = P(w) and D = G + y ∂G/∂y. */
  private void evaluate(double w, double slope) {
    double value = terms[W - 1];
    double derivative = 0;
    for (int k = W - 2; k >= 0; k--) {
      derivative = Math.fma(derivative, w, value);
      value = Math.fma(value, w, terms[k]);
    }
    g = value;
    d = Math.fma(derivative, slope, value);
  }

  private void keep(int k, int i) {
    out.field(TrajectoryField.Q_A, k)[i] = q;
    out.field(TrajectoryField.Q_B, k)[i] = q;
    out.field(TrajectoryField.ONE_MINUS_C, k)[i] = oneMinusC.value();
    out.field(TrajectoryField.LN_ONE_MINUS_C, k)[i] = oneMinusC.ln();
    sinceA[k].set(gradient);
    sinceAb[k].set(covariance);
    gradient.set(1);
    covariance.set(1);
  }

  /** From the last layer back: products of what lies behind. */
  private void back(int i) {
    out.status()[i] = TrajectoryColumns.FOLLOWED;
    for (int k = tile.layers().length - 1; k >= 0; k--) {
      double value = gradient.value();
      out.field(TrajectoryField.GRADIENT, k)[i] = value;
      out.field(TrajectoryField.GRADIENT_B, k)[i] = value;
      out.field(TrajectoryField.GRADIENT_COVARIANCE, k)[i] = covariance.value();
      out.field(TrajectoryField.LN_GRADIENT, k)[i] = gradient.ln();
      gradient.times(sinceA[k]);
      covariance.times(sinceAb[k]);
    }
  }

  private void unknown(int k, int i) {
    out.status()[i] = TrajectoryColumns.LEAVES_TABLE;
    for (TrajectoryField field : TrajectoryField.values()) {
      boolean ofGradients = field.compareTo(TrajectoryField.GRADIENT) >= 0;
      for (int j = ofGradients ? 0 : k; j < out.layers(); j++) {
        out.field(field, j)[i] = Double.NaN;
      }
    }
  }
}
