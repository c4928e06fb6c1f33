package org.deepmft.propagation;

import org.deepmft.activation.Activation;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.TableCache;

/**
 * What an activation makes of a pair of Gaussian pre-activations.
 *
 * <p>Equal norms, from the duals:
 *
 * <pre>
 * K_aa = V(q),   1 - K_ab/K_aa = (q/V) G(q, y) (1 - c)
 * </pre>
 */
public final class PairMap {

  /** The duals are asked within these variances; beyond, φ is as good as homogeneous. */
  private static final double SMALLEST_Q = 1e-300;

  private static final double LARGEST_Q = 1e300;

  private final DualActivation dual;

  private PairMap(DualActivation dual) {
    this.dual = dual;
  }

  /**
   * Returns the map of an activation.
   *
   * @param activation the activation
   * @param cache keeps tables for another time
   * @throws IllegalArgumentException if the activation is constant
   */
  public static PairMap of(Activation activation, TableCache cache) {
    return new PairMap(Duals.of(activation, cache));
  }

  /** Returns the duals by which pairs of equal norms are mapped. */
  public DualActivation dual() {
    return dual;
  }

  /**
   * Returns the second moments of φ(u_a) and φ(u_b).
   *
   * @param u second moments of the pre-activations
   * @throws IllegalArgumentException if a variance lies above {@link DualActivation#qMax}
   */
  public PairSignal afterActivation(PairSignal u) {
    double q = within(u.q());
    Magnitude v = second(u.q(), q);
    double y = u.y();
    double rise = dual.g(q, y);
    return new PairSignal(v, u.lnRatio(), u.oneMinusC().times(u.q().over(v)).times(rise));
  }

  /** V(q), for q within the doubles or not. */
  private Magnitude second(Magnitude q, double at) {
    return q.times(dual.vOverQ(at)).plus(Magnitude.of(dual.v0()));
  }

  /**
   * Returns the second moments of φ'(u_a) and φ'(u_b).
   *
   * @param u second moments of the pre-activations
   * @throws IllegalArgumentException if a variance lies above {@link DualActivation#qMax}
   */
  public PairSlopes slopes(PairSignal u) {
    double a = dual.g(within(u.q()), 0);
    double b = u.equalNorms() ? a : dual.g(within(u.qbMagnitude()), 0);
    return new PairSlopes(a, b, dual.d(within(u.q()), u.y()));
  }

  private static double within(Magnitude q) {
    return Math.min(LARGEST_Q, Math.max(SMALLEST_Q, q.value()));
  }
}
