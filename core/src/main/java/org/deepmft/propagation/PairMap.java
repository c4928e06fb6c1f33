package org.deepmft.propagation;

import java.util.function.Supplier;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.HomogeneousDual;
import org.deepmft.gaussian.PairDual;

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
 * ln(K_bb/K_aa) = r · growth
 * 1 - ρ = r² · (1 - ρ(c = 1))/r² + √(q_a q_b/(K_aa K_bb)) D̄ (1 - c)
 * </pre>
 *
 * <p>It knows no table; {@link PairMaps} chooses the duals. Thread-safe.
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

  /** Returns the duals by which pairs of equal norms are mapped. */
  public DualActivation dual() {
    return dual;
  }

  /** Returns what maps pairs of unequal norms. */
  public synchronized PairDual unequal() {
    if (unequal == null) {
      unequal = builder.get();
    }
    return unequal;
  }

  /**
   * What an activation makes of a pair.
   *
   * @param signal second moments of φ(u_a) and φ(u_b)
   * @param slopes second moments of φ'(u_a) and φ'(u_b)
   */
  public record Passed(PairSignal signal, PairSlopes slopes) {}

  /**
   * Returns the second moments of φ and φ'.
   *
   * @param u second moments of the pre-activations
   * @throws IllegalArgumentException if a variance lies above {@link DualActivation#qMax}
   */
  public Passed through(PairSignal u) {
    double qa = within(u.q());
    boolean alike = u.equalNorms() || dual instanceof HomogeneousDual;
    PairDual.Slopes d =
        alike
            ? new PairDual.Slopes(dual.g(qa, u.y()), dual.d(qa, u.y()))
            : unequal().slopes(qa, u.lnRatio().value(), u.oneMinusC().value());
    double a = dual.g(qa, 0);
    double b = u.equalNorms() ? a : dual.g(within(u.qbMagnitude()), 0);
    double scale = jumps ? qa / u.qa() : 1;
    return new Passed(signal(u, qa, d.mean(), alike), new PairSlopes(a, b, scale * d.atC()));
  }

  private PairSignal signal(PairSignal u, double qa, double meanSlope, boolean alike) {
    Magnitude q = jumps ? Magnitude.of(qa) : u.q();
    Magnitude ka = u.q().times(dual.vOverQ(qa)).plus(Magnitude.of(dual.v0()));
    Magnitude turned =
        u.oneMinusC().isZero() ? Magnitude.ZERO : u.oneMinusC().times(q.over(ka)).times(meanSlope);
    if (alike) {
      return new PairSignal(ka, u.lnRatio(), turned);
    }
    Magnitude r = u.lnRatio();
    double size = r.ordinary() ? r.value() : Math.copySign(SMALLEST_RATIO, r.value());
    PairDual.Radial radial = unequal().radial(qa, size);
    Magnitude ratio = r.times(radial.growth());
    Magnitude apart = r.times(r).times(radial.spread());
    double scale = Math.exp(0.5 * (r.value() - ratio.value()));
    return new PairSignal(ka, ratio, apart.plus(turned.times(scale)));
  }

  private double within(Magnitude q) {
    return Math.min(LARGEST_Q, Math.max(jumps ? SMALLEST_Q_AT_JUMPS : SMALLEST_Q, q.value()));
  }
}
