package org.deepmft.meanfield;

import org.deepmft.gaussian.DualActivation;

/**
 * The limit of the correlation while q tends to 0 (σ_b² = 0, σ_w² φ'(0)² &lt;= 1).
 *
 * <p>There the correlation map is
 *
 * <pre>
 * y' = y G(q, y)/(V(q)/q),   q' = σ_w² V(q)
 * </pre>
 *
 * and tends to the identity, so the limit of y is finite and depends on where the iteration began.
 * The layers are counted one by one while q falls fast; what is left when it falls slowly (at and
 * next to σ_w² φ'(0)² = 1, where q ~ 1/l) is summed by the Euler-Maclaurin formula with l as a
 * function of q, so nothing slows down at the critical point.
 */
final class Collapse {

  private static final int LAYERS = 20_000;
  private static final double NOTHING_LEFT = 1e-18;

  private Collapse() {}

  /** Returns the limit of y. */
  static double limit(DualActivation dual, double sigmaW2, double q0, double y0) {
    double q = q0;
    double y = y0;
    for (int l = 0; l < LAYERS; l++) {
      double h = logStep(dual, q, y);
      y *= Math.exp(h);
      q *= sigmaW2 * dual.vOverQ(q);
      if (q < 1e-300 || Math.abs(h) < NOTHING_LEFT && q < 1e-8) {
        return y;
      }
    }
    // Σ_{l >= n} h(q_l) = ∫ h dl + h(q_n)/2 + ..., dl = d ln q/ln(σ_w² V/q), midpoint rule in q.
    int cells = 64;
    double sum = 0.5 * logStep(dual, q, y);
    for (int k = 0; k < cells; k++) {
      double at = q * (k + 0.5) / cells;
      double fall = -Math.log(sigmaW2 * dual.vOverQ(at));
      if (fall > 0) {
        sum += logStep(dual, at, y) / (fall * at) * (q / cells);
      }
    }
    return Math.min(1, y * Math.exp(sum));
  }

  private static double logStep(DualActivation dual, double q, double y) {
    return Math.log(dual.g(q, y) / dual.vOverQ(q));
  }
}
