package org.deepmft.gaussian;

import org.deepmft.activation.Activation;
import org.deepmft.activation.Kink;

/**
 * The mean of an activation over its units, E φ(u) with u ~ N(0, q): what layer norm takes away.
 *
 * <p>Variances above {@link #LARGEST_Q} are taken as that; a homogeneous φ has the same E φ/√V
 * everywhere.
 */
public final class MeanActivation {

  private static final double LARGEST_Q = 1 << 20;

  /** Two standard deviations nearer than this factor have a mean of slopes between them. */
  private static final double NEAR = 2;

  private static final GaussLegendre BETWEEN = GaussLegendre.of(8);

  private final Activation activation;
  private final boolean odd;
  private final boolean jumps;
  private final DirectAverages averages;

  /**
   * Prepares an activation.
   *
   * @param activation φ
   */
  public MeanActivation(Activation activation) {
    this.activation = activation;
    odd = activation.odd();
    jumps = activation.kinks().stream().anyMatch(kink -> kink.order() == 0);
    averages =
        activation.kinks().isEmpty()
            ? new LatticeAverages(activation)
            : new SplitPanelAverages(activation.kinks().stream().mapToDouble(Kink::x).toArray());
  }

  /**
   * Returns E φ(u)/√q.
   *
   * @param q the variance, positive
   */
  public double perDeviation(double q) {
    double at = Math.min(LARGEST_Q, q);
    return odd ? 0 : averages.mean(activation::value, 0, at) / Math.sqrt(at);
  }

  /** Returns φ(0), the mean at q = 0. */
  public double atZero() {
    return odd ? 0 : activation.value(0);
  }

  /**
   * Returns (E φ(u_b) - E φ(u_a))/(√q_b - √q_a), without cancellation where the variances are near;
   * at equal ones dE φ/d√q.
   *
   * @param qa variance of u_a, positive
   * @param qb variance of u_b, positive
   */
  public double slope(double qa, double qb) {
    if (odd) {
      return 0;
    }
    double a = Math.sqrt(Math.min(LARGEST_Q, qa));
    double b = Math.sqrt(Math.min(LARGEST_Q, qb));
    if (a != b && (jumps || Math.max(a, b) > NEAR * Math.min(a, b))) {
      return (perDeviation(b * b) * b - perDeviation(a * a) * a) / (b - a);
    }
    double sum = 0;
    for (int i = 0; i < BETWEEN.nodes().length; i++) {
      double s = a + (b - a) * BETWEEN.nodes()[i];
      sum += BETWEEN.weights()[i] * averages.mean(x -> x * activation.derivative(x), 0, s * s) / s;
    }
    return sum;
  }
}
