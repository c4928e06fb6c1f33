package org.deepmft.initialisation;

import java.util.Optional;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.HomogeneousDual;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;
import org.deepmft.meanfield.Status;

/**
 * The point at which signals and gradients travel furthest where none is critical: the largest
 * min(ξ_c, ξ_grad) with 0 &lt; σ_w² &lt;= 4 and 1/64 &lt;= q* &lt;= 64, of those that a network
 * reaches from q0 = 1 and stays at.
 *
 * <p>q* takes the place of σ_b² = q* - σ_w² V(q*)/(1 - p) &gt;= 0 as a coordinate. A grid around
 * the best point found is made finer eight times.
 */
final class LongestScale {

  /** The largest σ_w² looked at. */
  static final double MOST_SIGMA_W2 = 4;

  /** The largest q* looked at. */
  static final double MOST_Q = 64;

  private static final double LEAST_Q = 1 / MOST_Q;
  private static final int STEPS = 24;
  private static final int ROUNDS = 9;
  private static final double NARROWER = 0.2;

  /** A limit this near to q*, relatively, is q*. */
  private static final double SAME = 1e-6;

  private final DualActivation dual;
  private final double drop;
  private final boolean norm;
  private final PhaseSolver solver;

  /** A place: q*, the layer that has it, and the scale there. */
  record Place(double q, UniformLayer layer, double scale) {}

  LongestScale(DualActivation dual, double drop, boolean norm) {
    this.dual = dual;
    this.drop = drop;
    this.norm = norm;
    this.solver = new PhaseSolver(dual);
  }

  /**
   * Searches.
   *
   * @param target q* if it is given or pinned, otherwise NaN
   */
  Optional<Place> find(double target) {
    boolean given = !Double.isNaN(target);
    double fixed = given ? target : InitialState.DEFAULT.q();
    boolean one =
        given || norm || dual instanceof HomogeneousDual; // then q has no scale of its own
    double lowQ = Math.log(one ? fixed : LEAST_Q);
    double highQ = Math.log(one ? fixed : MOST_Q);
    double low = 0;
    double high = 1;
    Place best = null;
    double bestShare = 0.5;
    double bestQ = 0.5 * (lowQ + highQ);
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i <= (one ? 0 : STEPS); i++) {
        double lnQ = one ? lowQ : lowQ + (highQ - lowQ) * i / STEPS;
        for (int k = 0; k <= STEPS; k++) {
          double share = low + (high - low) * k / STEPS;
          Place place = at(Math.exp(lnQ), share);
          if (place != null && (best == null || place.scale > best.scale)) {
            best = place;
            bestShare = share;
            bestQ = lnQ;
          }
        }
      }
      double halfShare = 0.5 * NARROWER * (high - low);
      low = Math.max(0, bestShare - halfShare);
      high = Math.min(1, bestShare + halfShare);
      double halfQ = 0.5 * NARROWER * (highQ - lowQ);
      lowQ = Math.max(Math.log(one ? fixed : LEAST_Q), bestQ - halfQ);
      highQ = Math.min(Math.log(one ? fixed : MOST_Q), bestQ + halfQ);
    }
    return Optional.ofNullable(best);
  }

  /** The place with a share of the largest σ_w² at one q, or null if no network stays there. */
  private Place at(double q, double share) {
    double ofWeights = (dual.vOverQ(q) + dual.v0() / q) / (1 - drop);
    double sigmaW2 = share * Math.min(MOST_SIGMA_W2, 1 / ofWeights);
    double sigmaB2 = share == 1 && sigmaW2 < MOST_SIGMA_W2 ? 0 : q * (1 - sigmaW2 * ofWeights);
    if (!(sigmaW2 > 0 && sigmaB2 >= 0)) {
      return null;
    }
    UniformLayer layer = new UniformLayer(dual, sigmaW2, sigmaB2, drop, norm);
    double scale = Math.min(layer.xiC(q), layer.xiGrad(q));
    return scale > 0 && (norm || reached(q, layer)) ? new Place(q, layer, scale) : null;
  }

  private boolean reached(double q, UniformLayer layer) {
    if (dual instanceof HomogeneousDual && layer.sigmaB2() == 0) {
      return true;
    }
    if (!(Math.abs(layer.slope(q)) < 1)) {
      return false;
    }
    PhasePoint limit = solver.solve(layer.sigmaW2() / (1 - drop), layer.sigmaB2());
    return limit.status() == Status.CONVERGED && Math.abs(limit.qStar() - q) <= SAME * q;
  }
}
