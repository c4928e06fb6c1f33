package org.deepmft.initialisation;

import java.util.List;
import java.util.Optional;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.HomogeneousDual;
import org.deepmft.meanfield.CriticalLine;
import org.deepmft.meanfield.InitialState;

/**
 * Where to initialise a network, and what follows.
 *
 * <p>Without dropout the point is a critical one that the network reaches, where there is any
 * ({@link CriticalChoice}); behind a norm that of q = 1, whether stable or not, for q is pinned.
 * Otherwise it is the point of the longest depth scale ({@link LongestScale}).
 *
 * @param dual the duals of the activation
 * @param setting what was asked
 * @param layer the layer at the point, null if there is none: φ jumps, so that no gradients exist,
 *     or q holds nowhere
 * @param qStar q* there
 * @param critical whether χ₁ = 1 and ξ_c is infinite
 * @param journey two inputs from q0 = 1, c0 = 1/2, null without a layer
 * @param halfStable the half-stable points of the line, to σ_b² = 4 or the target q; none behind a
 *     norm, which pins q, or with dropout, which leaves no point critical
 */
public record Initialisation(
    DualActivation dual,
    Setting setting,
    UniformLayer layer,
    double qStar,
    boolean critical,
    Journey journey,
    List<CriticalLine.Point> halfStable) {

  /** Networks train to about this many depth scales (schoenholz2017, section 4). */
  public static final double TRAINABLE_SCALES = 6;

  /**
   * Finds the point.
   *
   * @param dual the duals of the activation
   * @param setting what the network is like
   * @throws IllegalArgumentException if the target lies beyond what is known of the activation
   */
  public static Initialisation of(DualActivation dual, Setting setting) {
    if (!Double.isFinite(dual.g(1, 0))) {
      return new Initialisation(dual, setting, null, Double.NaN, false, null, List.of());
    }
    if (setting.q() > dual.qMax()) {
      throw new IllegalArgumentException(
          "target-q must be at most "
              + dual.qMax()
              + " for this activation, where its table ends, got "
              + setting.q());
    }
    CriticalChoice choice = new CriticalChoice(dual, setting.q());
    Optional<CriticalLine.Point> point = Optional.empty();
    if (setting.drop() == 0) {
      point =
          setting.norm()
              ? Optional.of(CriticalChoice.at(dual, 1)).filter(p -> p.sigmaB2() >= 0)
              : choice.choose(setting.q());
    }
    LongestScale.Place place =
        point
            .map(p -> new LongestScale.Place(p.q(), layer(dual, p, setting), Double.NaN))
            .or(() -> longest(dual, setting))
            .orElse(null);
    if (place == null) {
      return new Initialisation(dual, setting, null, Double.NaN, false, null, List.of());
    }
    InitialState start = InitialState.DEFAULT;
    return new Initialisation(
        dual,
        setting,
        place.layer(),
        place.q(),
        point.isPresent(),
        Journey.of(place.layer(), setting.depth(), start.q(), start.c()),
        setting.drop() == 0 && !setting.norm() ? choice.halfStable() : List.of());
  }

  private static UniformLayer layer(
      DualActivation dual, CriticalLine.Point point, Setting setting) {
    return new UniformLayer(dual, point.sigmaW2(), point.sigmaB2(), 0, setting.norm());
  }

  private static Optional<LongestScale.Place> longest(DualActivation dual, Setting setting) {
    LongestScale search = new LongestScale(dual, setting.drop(), setting.norm());
    return search.find(setting.targetQ()).or(() -> search.find(Double.NaN));
  }

  /** Returns χ₁, the factor of gradients, dropout and norm included. */
  public double chi1() {
    return layer == null ? Double.NaN : layer.gradient(qStar);
  }

  /** Returns χ₂ = σ_w² E φ''², NaN where φ has kinks. */
  public double chi2() {
    return layer == null ? Double.NaN : layer.sigmaW2() * layer.dual().d2Phi2(qStar);
  }

  /** Returns dq'/dq at q*. */
  public double slope() {
    return layer == null ? Double.NaN : layer.slope(qStar);
  }

  /** Returns ξ_c in layers, infinite at criticality. */
  public double xiC() {
    return layer == null ? Double.NaN : critical ? Double.POSITIVE_INFINITY : layer.xiC(qStar);
  }

  /** Returns ξ_grad in layers, infinite at criticality. */
  public double xiGrad() {
    return layer == null ? Double.NaN : critical ? Double.POSITIVE_INFINITY : layer.xiGrad(qStar);
  }

  /** Returns 6 min(ξ_c, ξ_grad), the depth to which such a network trains. */
  public double trainableDepth() {
    return TRAINABLE_SCALES * Math.min(xiC(), xiGrad());
  }

  /** Returns whether q keeps the value that the inputs give it. */
  public boolean everyLengthIsFixed() {
    return layer != null
        && !layer.norm()
        && layer.sigmaB2() == 0
        && layer.dual() instanceof HomogeneousDual;
  }

  /** Returns what ln of the gradient at layer 1 owes to q's way from q0 = 1 to q*. */
  public double drift() {
    return journey.lnGradientAtFirst() - (setting.depth() - 1) * Math.log(chi1());
  }
}
