package org.deepmft.initialisation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.HomogeneousDual;
import org.deepmft.meanfield.CriticalLine;
import org.deepmft.meanfield.InitialState;

/**
 * Which point of the line χ₁ = 1 to initialise at.
 *
 * <p>The one where q* is the target; by default 1, the variance with which pre-activations of
 * normalised inputs begin (q0 = 1), so that q does not drift and gradients do not change on the
 * way. If networks do not settle there (σ_b² &lt; 0, dq'/dq &gt;= 1, or not reached from q0 = 1),
 * the nearest q*, on a scale of ln q, that is reached and holds: 1 - dq'/dq at least half of its
 * largest value on that piece of the line. Next to a half-stable point q* would not hold.
 *
 * <p>Where every q is fixed (ReLU) there is one point, and q stays 1.
 */
final class CriticalChoice {

  /** Where the search for q* ends. */
  private static final double FAR = 4096;

  /** σ_b² this small, relatively to q, is the rounding of a difference. */
  private static final double ROUNDING = 1e-12;

  private final DualActivation dual;
  private final CriticalLine line;

  /** Makes the choice possible for points with σ_b² up to the largest target or 4. */
  CriticalChoice(DualActivation dual, double target) {
    this.dual = dual;
    this.line = new CriticalLine(dual, Math.max(4, target));
  }

  /** The half-stable points. */
  List<CriticalLine.Point> halfStable() {
    return line.halfStable();
  }

  /** The point with a given q*, σ_b² freed of rounding. */
  static CriticalLine.Point at(DualActivation dual, double q) {
    CriticalLine.Point point = CriticalLine.at(dual, q);
    boolean rounding = Math.abs(point.sigmaB2()) <= ROUNDING * q;
    return rounding
        ? new CriticalLine.Point(0, point.sigmaW2(), q, point.slope(), point.stable())
        : point;
  }

  /** The point to initialise at; empty if no network is critical. */
  Optional<CriticalLine.Point> choose(double target) {
    if (dual instanceof HomogeneousDual) {
      return line.points(0).stream().map(point -> at(dual, InitialState.DEFAULT.q())).findFirst();
    }
    CriticalLine.Point wanted = at(dual, target);
    if (wanted.sigmaB2() >= 0 && line.reaches(wanted, InitialState.DEFAULT.q())) {
      return Optional.of(wanted);
    }
    List<CriticalLine.Point> firm = new ArrayList<>();
    for (CriticalLine.Piece piece : line.pieces(InitialState.DEFAULT.q())) {
      if (piece.reached()) {
        firm.addAll(firm(piece));
      }
    }
    return firm.stream()
        .min(Comparator.comparingDouble(point -> Math.abs(Math.log(point.q() / target))));
  }

  private static List<CriticalLine.Point> firm(CriticalLine.Piece piece) {
    List<CriticalLine.Point> inside =
        piece.points().stream().filter(point -> point.q() > 0 && point.q() <= FAR).toList();
    double most = inside.stream().mapToDouble(point -> 1 - point.slope()).max().orElse(0);
    return inside.stream().filter(point -> 1 - point.slope() >= 0.5 * most).toList();
  }
}
