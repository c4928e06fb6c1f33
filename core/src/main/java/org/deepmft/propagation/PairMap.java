package org.deepmft.propagation;

import java.util.function.Supplier;
import org.deepmft.activation.Activation;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.HomogeneousDual;
import org.deepmft.gaussian.PairDual;
import org.deepmft.gaussian.PairDuals;
import org.deepmft.gaussian.TableCache;

/**
 * What an activation makes of a pair of Gaussian pre-activations (docs/theory.md, section 3).
 *
 * <p>Equal norms, from the duals of the activation:
 *
 * <pre>
 * K_aa = V(q),   1 - ρ = (q/V) G(q, y) (1 - c)
 * </pre>
 *
 * and unequal ones, with r = ln(q_b/q_a) and D̄ the mean of E φ'_a φ'_b over correlations in [c,
 * 1]:
 *
 * <pre>
 * ln(K_bb/K_aa) = ln(1 + r · (K_bb - K_aa)/(r K_aa))
 * 1 - ρ = r² · (1 - ρ(c = 1))/r² + √(q_a q_b/(K_aa K_bb)) D̄ (1 - c)
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class PairMap {

  /** The duals are asked within these variances; beyond, φ is as good as homogeneous. */
  private static final double SMALLEST_Q = 1e-300;

  private static final double LARGEST_Q = 1e300;

  /** The same where φ jumps, so that G, of the order of 1/(q √y), is a double. */
  private static final double SMALLEST_Q_AT_JUMPS = 1e-100;

  /** Stands for all r beyond the doubles. */
  private static final double SMALLEST_RATIO = 1e-290;

  private final DualActivation dual;
  private final boolean jumps;
  private final Supplier<PairDual> builder;
  private PairDual unequal;

  /**
   * Creates a map.
   *
   * @param dual the duals, which map pairs of equal norms
   * @param unequal makes what maps the others, when the first of them comes
   */
  public PairMap(DualActivation dual, Supplier<PairDual> unequal) {
    this.dual = dual;
    this.jumps = Double.isInfinite(dual.g(1, 0));
    this.builder = unequal;
  }

  /**
   * Returns the map of an activation.
   *
   * @param activation the activation
   * @param cache keeps tables for another time
   * @throws IllegalArgumentException if the activation is constant
   */
  public static PairMap of(Activation activation, TableCache cache) {
    DualActivation dual = Duals.of(activation, cache);
    return new PairMap(dual, () -> PairDuals.of(activation, dual, cache));
  }

  /** Returns the duals by which pairs of equal norms are mapped. */
  public DualActivation dual() {
    return dual;
  }

  private synchronized PairDual unequal() {
    if (unequal == null) {
      unequal = builder.get();
    }
    return unequal;
  }

  /**
   * Returns the second moments of φ(u_a) and φ(u_b).
   *
   * @param u second moments of the pre-activations
   * @throws IllegalArgumentException if a variance lies above {@link DualActivation#qMax}
   */
  public PairSignal afterActivation(PairSignal u) {
    double qa = within(u.q());
    Magnitude q = jumps ? Magnitude.of(qa) : u.q();
    Magnitude ka = u.q().times(dual.vOverQ(qa)).plus(Magnitude.of(dual.v0()));
    Magnitude turned =
        u.oneMinusC().isZero()
            ? Magnitude.ZERO
            : u.oneMinusC().times(q.over(ka)).times(slopes(u, qa).mean());
    if (u.equalNorms() || dual instanceof HomogeneousDual) {
      return new PairSignal(ka, u.lnRatio(), turned);
    }
    Magnitude r = u.lnRatio();
    double size = r.ordinary() ? r.value() : Math.copySign(SMALLEST_RATIO, r.value());
    PairDual.Radial radial = unequal().radial(qa, size);
    Magnitude ratio = r.times(radial.rise()).log1p();
    Magnitude apart = r.times(r).times(radial.spread());
    double scale = Math.exp(0.5 * (r.value() - ratio.value()));
    return new PairSignal(ka, ratio, apart.plus(turned.times(scale)));
  }

  /**
   * Returns the second moments of φ'(u_a) and φ'(u_b).
   *
   * @param u second moments of the pre-activations
   * @throws IllegalArgumentException if a variance lies above {@link DualActivation#qMax}
   */
  public PairSlopes slopes(PairSignal u) {
    double qa = within(u.q());
    double a = dual.g(qa, 0);
    double b = u.equalNorms() ? a : dual.g(within(u.qbMagnitude()), 0);
    double scale = jumps ? qa / u.qa() : 1;
    return new PairSlopes(a, b, scale * slopes(u, qa).atC());
  }

  private PairDual.Slopes slopes(PairSignal u, double qa) {
    if (u.equalNorms() || dual instanceof HomogeneousDual) {
      return new PairDual.Slopes(dual.g(qa, u.y()), dual.d(qa, u.y()));
    }
    return unequal().slopes(qa, u.lnRatio().value(), u.oneMinusC().value());
  }

  private double within(Magnitude q) {
    return Math.min(LARGEST_Q, Math.max(jumps ? SMALLEST_Q_AT_JUMPS : SMALLEST_Q, q.value()));
  }
}
