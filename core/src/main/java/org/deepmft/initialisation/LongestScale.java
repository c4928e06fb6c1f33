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
 * reaches from q0 = 1 and stays at, |dq'/dq| &lt;= 0.999.
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
  private static final int STEPS = 32;
  private static final int ROUNDS = 22;

  /** Steps around the best point in which a finer grid looks. */
  private static final int NEAR = 4;

  /** The largest |dq'/dq| with which q* holds: deviations die out within 1000 layers. */
  private static final double HOLDS = 0.999;

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
    // Behind a norm and where every length is like every other, q is no coordinate.
    boolean one = given || norm || dual instanceof HomogeneousDual;
    double fixed = given ? target : InitialState.DEFAULT.q();
    double leastLnQ = Math.log(one ? fixed : LEAST_Q);
    double mostLnQ = Math.log(one ? fixed : Math.min(MOST_Q, dual.qMax()));
    double stepLnQ = (mostLnQ - leastLnQ) / STEPS;
    double step = 1.0 / STEPS;
    double lnQ = 0.5 * (leastLnQ + mostLnQ);
    double share = 0.5;
    int reach = STEPS / 2;
    Place best = null;
    for (int round = 0; round < ROUNDS; round++) {
      double middleLnQ = lnQ;
      double middle = share;
      for (int i = one ? 0 : -reach; i <= (one ? 0 : reach); i++) {
        for (int k = -reach; k <= reach; k++) {
          double atLnQ = Math.max(leastLnQ, Math.min(mostLnQ, middleLnQ + i * stepLnQ));
          double atShare = Math.max(0, Math.min(1, middle + k * step));
          Place place = at(one ? fixed : Math.exp(atLnQ), atShare, best);
          if (place != null) {
            best = place;
            lnQ = atLnQ;
            share = atShare;
          }
        }
      }
      reach = NEAR;
      step *= 0.5;
      stepLnQ *= 0.5;
    }
    return Optional.ofNullable(best);
  }

  /** The place with a share of the largest σ_w² at one q if it beats the best, otherwise null. */
  private Place at(double q, double share, Place best) {
    double ofWeights = (dual.vOverQ(q) + dual.v0() / q) / (1 - drop);
    double sigmaW2 = share * Math.min(MOST_SIGMA_W2, 1 / ofWeights);
    double sigmaB2 = share == 1 && sigmaW2 < MOST_SIGMA_W2 ? 0 : q * (1 - sigmaW2 * ofWeights);
    if (!(sigmaW2 > 0 && sigmaB2 >= 0)) {
      return null;
    }
    UniformLayer layer = new UniformLayer(dual, sigmaW2, sigmaB2, drop, norm);
    double scale = Math.min(layer.xiC(q), layer.xiGrad(q));
    boolean better = scale > (best == null ? 0 : best.scale);
    return better && (norm || reached(q, layer)) ? new Place(q, layer, scale) : null;
  }

  private boolean reached(double q, UniformLayer layer) {
    if (dual instanceof HomogeneousDual && layer.sigmaB2() == 0) {
      return true;
    }
    if (!(Math.abs(layer.slope(q)) <= HOLDS)) {
      return false;
    }
    PhasePoint limit = solver.solve(layer.sigmaW2() / (1 - drop), layer.sigmaB2());
    return limit.status() == Status.CONVERGED && Math.abs(limit.qStar() - q) <= SAME * q;
  }
}
