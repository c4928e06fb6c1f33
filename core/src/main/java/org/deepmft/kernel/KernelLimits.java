package org.deepmft.kernel;

import java.util.Optional;
import org.deepmft.gaussian.TableCache;
import org.deepmft.network.DepthScales;
import org.deepmft.network.Network;
import org.deepmft.network.Rate;
import org.deepmft.network.RepeatedBlock;
import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.PairSignal;

/**
 * What the kernels of M inputs tend to when the last repeated block of a network is repeated for
 * ever, and the laws of their condition numbers (docs/theory.md, section 14).
 *
 * <p>A block takes K → K' and Θ → f Θ + S, the factor f and the source S functions of K. At the
 * fixed point q*, c* of K, with f_aa = χ_1 and f_ab = χ_c there,
 *
 * <pre>
 * χ_1 &lt; 1   Θ_aa → S_aa/(1 - χ_1): q* / (1 - χ_1) for activation and dense layer
 * χ_1 = 1   Θ_aa ≃ S_aa n
 * χ_1 &gt; 1   Θ_aa ∝ χ_1ⁿ
 * c* &lt; 1    Θ_ab → S_ab/(1 - χ_c)
 * χ_1 = 1, c* = 1   Θ_ab ≃ r S_aa n,  r = 1/3 for smooth φ, 1/4 with kinks
 * </pre>
 *
 * <p>For M inputs of which all pairs come to the same K_ab, κ → (K_aa + (M-1) K_ab)/(K_aa - K_ab).
 * Where K_ab → K_aa, κ grows as the differences between inputs vanish. Generic inputs of equal
 * norms, M &gt; 1; unequal norms have the same laws where q* does not depend on the input.
 *
 * <p>Sources: xiao2020 for smooth φ; schoenholz2017, hayou2019 for 1 - c.
 *
 * @param layersPerBlock layers of a block, as the network counts them
 * @param qStar q* behind the block's last dense layer
 * @param oneMinusCStar 1 - c*; NaN if it depends on the inputs
 * @param chi1 χ_1, of a block
 * @param chiC χ_c, of a block
 * @param theta the law of Θ_aa
 * @param thetaOff the law of Θ_ab
 * @param nngpCondition the law of κ(K)
 * @param ntkCondition the law of κ(Θ)
 */
public record KernelLimits(
    long layersPerBlock,
    double qStar,
    double oneMinusCStar,
    double chi1,
    double chiC,
    Law theta,
    Law thetaOff,
    Law nngpCondition,
    Law ntkCondition) {

  /** Where f's dependence on 1 - c is looked at. */
  private static final double FAR = 1e-4;

  private static final double NEAR = 1e-6;

  /** Smaller changes of f, relatively, are none. */
  private static final double ROUNDING = 1e-12;

  /**
   * How a quantity x goes with the number n of blocks.
   *
   * @param limit where it goes; infinite if it grows, NaN if it stays at what depends on the inputs
   * @param slope of x in n, where x grows linearly and it is known; NaN otherwise
   * @param power p of x ∝ nᵖ factorⁿ; NaN if it does not grow
   * @param factor of x a block, or of its distance from the limit; 1 for laws without one
   */
  public record Law(double limit, double slope, double power, double factor) {

    static Law converges(double limit, double factor) {
      return new Law(limit, Double.NaN, Double.NaN, factor);
    }

    static Law linear(double slope) {
      return new Law(Double.POSITIVE_INFINITY, slope, 1, 1);
    }

    static Law grows(double power, double factor) {
      return new Law(Double.POSITIVE_INFINITY, Double.NaN, power, factor);
    }

    /** Returns the name that results carry. */
    public String label() {
      if (Double.isNaN(limit)) {
        return "constant";
      } else if (limit < Double.POSITIVE_INFINITY) {
        return "converges";
      } else if (factor != 1) {
        return "exponential";
      }
      return power == 1 ? "linear" : "power_law";
    }
  }

  /** S and f at a place. */
  private record Affine(double source, double factor) {
    static Affine at(KernelRecursion block, double q, double oneMinusC, boolean self) {
      PairSignal pair = PairSignal.ofEqualNorms(q, Magnitude.of(oneMinusC));
      double source = block.theta(pair, 0, self);
      return new Affine(source, block.theta(pair, 1, self) - source);
    }
  }

  /**
   * Finds the limits.
   *
   * @param network a network of which a {@link DataKernel} can be made
   * @param q mean square of the inputs, by which q* is chosen
   * @param oneNorm whether all inputs have it
   * @param count M, at least 1
   * @param cache keeps tables of activations for another time
   * @return nothing if no block is repeated, or K or Θ has no limit and no law of those above
   */
  public static Optional<KernelLimits> of(
      Network network, double q, boolean oneNorm, int count, TableCache cache) {
    Optional<RepeatedBlock> block = RepeatedBlock.of(network);
    Optional<DepthScales> scales =
        block.flatMap(b -> DepthScales.of(network, PairSignal.ofEqualNorms(q, 0.5), cache));
    if (scales.isEmpty() || !settles(scales.get())) {
      return Optional.empty();
    }
    KernelRecursion recursion = KernelRecursion.ofBlock(block.get().layers(), cache);
    if (recursion.jumping().isPresent()) {
      return Optional.empty(); // Θ has none
    }
    return Optional.of(of(scales.get(), recursion, oneNorm, count));
  }

  private static boolean settles(DepthScales scales) {
    Rate c = scales.c();
    Rate gradient = scales.gradient();
    double q = scales.q().limit();
    boolean known =
        switch (c.law()) {
          case EXPONENTIAL -> c.factor() < 1;
          case POWER_LAW -> c.limit() == 0 && gradient.law() == Rate.Law.CONSTANT;
          case CONSTANT -> true;
          default -> false;
        };
    return known
        && q > 0
        && q < Double.POSITIVE_INFINITY
        && Math.abs(scales.q().factor()) <= 1
        && (gradient.law() == Rate.Law.CONSTANT || gradient.law() == Rate.Law.EXPONENTIAL)
        && !(c.limit() == 0 && c.law() == Rate.Law.EXPONENTIAL && gradient.factor() >= 1);
  }

  private static KernelLimits of(
      DepthScales scales, KernelRecursion block, boolean oneNorm, int count) {
    double q = scales.q().limit();
    double chi1 = scales.gradient().factor();
    double chiC = scales.c().factor();
    boolean stays = scales.c().law() == Rate.Law.CONSTANT;
    double apart = stays ? Double.NaN : scales.c().limit();
    double source = Affine.at(block, q, 0, true).source();
    double approach = Math.max(chi1, Math.abs(scales.q().factor()));
    Law theta = Law.linear(source);
    if (chi1 != 1) {
      theta = chi1 < 1 ? Law.converges(source / (1 - chi1), approach) : Law.grows(0, chi1);
    }
    Law off;
    Law nngp;
    Law ntk;
    if (stays) {
      off = chi1 == 1 ? Law.grows(1, 1) : Law.converges(Double.NaN, chi1);
      nngp = Law.converges(Double.NaN, 1);
      ntk = nngp;
    } else if (apart > 0) {
      double sourceOff = Affine.at(block, q, apart, false).source();
      off = Law.converges(sourceOff / (1 - chiC), chiC);
      nngp = Law.converges(condition(1, 1 - apart, count), chiC);
      double limit = chi1 < 1 ? condition(theta.limit, off.limit, count) : 1;
      ntk = Law.converges(limit, chi1 < 1 ? Math.max(chi1, chiC) : 1 / chi1);
    } else if (chi1 < 1) {
      boolean smooth = sharpness(block, q) == 1;
      off = theta;
      nngp = Law.grows(0, 1 / chiC);
      ntk = smooth ? Law.grows(-1, 1 / chiC) : Law.grows(0, 1 / Math.sqrt(chiC));
    } else {
      double s = sharpness(block, q);
      double r = 1 / (2 + 1 / s);
      off = Law.linear(r * source);
      nngp = Law.grows(1 / s, 1);
      boolean oneLimit = oneNorm || scales.q().law() != Rate.Law.CONSTANT;
      ntk = Law.converges(oneLimit ? condition(1, r, count) : Double.NaN, 1);
    }
    return new KernelLimits(scales.layersPerBlock(), q, apart, chi1, chiC, theta, off, nngp, ntk);
  }

  /** κ of a matrix with equal elements on and equal elements off its diagonal. */
  private static double condition(double on, double off, int count) {
    return count == 1 ? 1 : (on + (count - 1) * off) / (on - off);
  }

  /** s of f_aa - f_ab ∝ (1 - c)ˢ near c = 1: 1, or 1/2 where an activation has kinks. */
  private static double sharpness(KernelRecursion block, double q) {
    double at = Affine.at(block, q, 0, false).factor();
    double far = at - Affine.at(block, q, FAR, false).factor();
    double near = at - Affine.at(block, q, NEAR, false).factor();
    return near > ROUNDING * at && far / near < Math.pow(FAR / NEAR, 0.75) ? 0.5 : 1;
  }
}
