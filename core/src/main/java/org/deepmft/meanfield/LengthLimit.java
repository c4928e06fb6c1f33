package org.deepmft.meanfield;

import java.util.ArrayList;
import java.util.List;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.TabulatedDual;

/**
 * The limit of the plain iteration q' = F(q) = σ_w² V(q) + σ_b², found without iterating plainly.
 *
 * <p>The iteration converges or grows without end, whatever φ (docs/theory.md, section 2). {@link
 * LengthWalk} finds where; the fixed point is then a bracketed root of
 *
 * <pre>
 * H(q) = σ_w² v(q) + β/q - 1,   v = (V - V(0))/q,   β = σ_b² + σ_w² V(0)
 * </pre>
 *
 * Where several fixed points are within reach of one step, a plain step is taken and the search
 * begins again.
 */
final class LengthLimit {

  private static final int PLAIN_STEPS = 400;
  private static final int NEWTON_STEPS = 200;

  /** Newton's iteration has settled when a step is this small; its error is then far smaller. */
  private static final double SETTLED = 1e-10;

  /** Where the list of all fixed points begins. */
  private static final double SMALLEST = 1e-9;

  private final DualActivation dual;
  private final double sigmaW2;
  private final double beta;

  LengthLimit(DualActivation dual, double sigmaW2, double sigmaB2) {
    this.dual = dual;
    this.sigmaW2 = sigmaW2;
    this.beta = sigmaB2 + sigmaW2 * dual.v0();
  }

  /**
   * Where the iteration ends.
   *
   * @param status how
   * @param q the limit, if it converged
   */
  record Limit(Status status, double q) {}

  Limit from(double q0) {
    if (beta == 0 && sigmaW2 == 0) {
      return new Limit(Status.COLLAPSES, 0);
    }
    if (sigmaW2 == 0) {
      return at(beta);
    }
    if (dual.regular()) {
      return regular();
    }
    double q = q0;
    for (int step = 0; step < PLAIN_STEPS; step++) {
      if (!(q <= dual.qMax())) {
        return beyond();
      }
      LengthWalk walk = new LengthWalk(dual, q);
      int stride = walk.stride(sigmaW2, beta);
      switch (stride) {
        case LengthWalk.BELOW:
          return beta == 0 ? new Limit(Status.COLLAPSES, 0) : bracketed(0, walk.q(0));
        case LengthWalk.BEYOND:
          return beyond();
        case LengthWalk.HERE:
          return at(q);
        case LengthWalk.UNDECIDED:
          q += q * excess(q);
          break;
        default:
          return bracketed(walk, stride, q);
      }
    }
    return at(q);
  }

  /** The one positive fixed point where V rises and V/q falls. */
  private Limit regular() {
    if (beta == 0 && sigmaW2 * dual.vOverQ(0) <= 1) {
      return new Limit(Status.COLLAPSES, 0);
    }
    double low;
    double high;
    if (dual instanceof TabulatedDual table) {
      int k = table.panelOfFixedPoint(sigmaW2, beta);
      if (k == table.panels()) {
        return beyond();
      }
      low = table.edge(k);
      high = table.edge(k + 1);
    } else {
      high = 1;
      while (excess(high) > 0 && high < dual.qMax()) {
        high *= 4;
      }
      low = high / 4;
      while (excess(low) < 0 && low > 0) {
        high = low;
        low /= 4;
      }
    }
    return at(root(low, high, chordRoot(low, high)));
  }

  private Limit bracketed(LengthWalk walk, int stride, double from) {
    double low = walk.q(stride);
    double high = walk.q(stride + 1);
    if (!Double.isNaN(walk.turn())) {
      if (from <= low) {
        high = walk.turn();
      } else {
        low = walk.turn();
      }
    }
    return bracketed(low, high);
  }

  private Limit bracketed(double low, double high) {
    return at(root(low, high, low == 0 ? 0.25 * high : Math.sqrt(low * high)));
  }

  /** Every positive fixed point inside the table, ascending. */
  List<Double> all() {
    List<Double> roots = new ArrayList<>();
    LengthWalk walk = new LengthWalk(dual, SMALLEST);
    for (int i = 0; i < walk.places() - 1; i++) {
      double low = walk.q(i);
      double high = walk.q(i + 1);
      if (low < SMALLEST) {
        continue;
      }
      if (walk.excess(sigmaW2, beta, i) > 0 != walk.excess(sigmaW2, beta, i + 1) > 0) {
        roots.add(bracketed(low, high).q());
        continue;
      }
      double turn = walk.turn(sigmaW2, beta, i, i + 1);
      if (!Double.isNaN(turn)) {
        roots.add(bracketed(low, turn).q());
        roots.add(bracketed(turn, high).q());
      }
    }
    return roots;
  }

  private Limit at(double q) {
    return q <= dual.qMax() ? new Limit(Status.CONVERGED, q) : beyond();
  }

  private Limit beyond() {
    return new Limit(beyond(dual, sigmaW2), Double.NaN);
  }

  /** Beyond the table: growth without end, or a fixed point that is out of reach. */
  static Status beyond(DualActivation dual, double sigmaW2) {
    boolean grows = sigmaW2 * dual.asymptote().kappa() >= 1;
    return grows ? Status.DIVERGES : Status.NOT_CONVERGED;
  }

  private double excess(double q) {
    return sigmaW2 * dual.vOverQ(q) + beta / q - 1;
  }

  private double slope(double q) {
    return sigmaW2 * dual.dv(q);
  }

  /** The zero of H between two places, by Newton's iteration in ln q, kept in the bracket. */
  private double root(double from, double to, double guess) {
    double low = from;
    double high = to;
    boolean falling = low == 0 || excess(low) > excess(high);
    double q = guess;
    for (int step = 0; step < NEWTON_STEPS; step++) {
      double h = excess(q);
      if (h > 0 == falling) {
        low = q;
      } else {
        high = q;
      }
      double next = q * Math.exp(-h / (slope(q) - 1 - h));
      if (Math.abs(next - q) <= SETTLED * q) {
        return next;
      }
      if (!(next > low && next < high)) {
        next = low == 0 ? 0.25 * high : Math.sqrt(low) * Math.sqrt(high);
      }
      q = next;
    }
    return q;
  }

  /** The root with v replaced by its chord over [low, high]: exact to first order in q. */
  private double chordRoot(double low, double high) {
    double v = dual.vOverQ(low);
    double fall = (v - dual.vOverQ(high)) / (high - low);
    // σ_w² (v - fall (q - low)) q + β = q, with b = σ_w² (v + fall low) - 1.
    double a = sigmaW2 * fall;
    double b = sigmaW2 * (v + fall * low) - 1;
    double root = Math.sqrt(b * b + 4 * a * beta);
    double q = b > 0 ? (b + root) / (2 * a) : 2 * beta / (root - b);
    return q > low && q < high ? q : low == 0 ? 0.25 * high : Math.sqrt(low * high);
  }
}
