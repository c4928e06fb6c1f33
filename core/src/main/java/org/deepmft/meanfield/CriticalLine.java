package org.deepmft.meanfield;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.deepmft.gaussian.DualActivation;

/**
 * The line χ₁ = 1, exactly, with q as the parameter (schoenholz2017, section 3; docs/theory.md,
 * section 5):
 *
 * <pre>
 * σ_w² = 1/G(q, 0),   σ_b² = S(q) = q - V(q)/G(q, 0),   dq'/dq = (dV/dq)/G(q, 0)
 * </pre>
 *
 * <p>S may turn, and is negative where no network is critical: one σ_b² may have several points or
 * none. Where φ is positively homogeneous S vanishes and the line is one point, (1/κ, 0). Where φ
 * jumps G(q, 0) is infinite and there is no line.
 *
 * <p>Accuracy: χ₁ = 1 and q = σ_w² V + σ_b² hold to 1e-13; q itself to about 1e-15 q/σ_b², as S is
 * a difference. Where σ_b² is below 1e-9 q, S is continued by its leading power and q is good to
 * 1e-4 (to a factor only if φ is exactly linear around 0). Points below q = 1e-9 are listed only if
 * φ(0) = 0 and φ'(0) does not vanish.
 *
 * <p>Instances are immutable. Making one costs the moments of a table, at least to q = 4096: a
 * fraction of a second; a point of it some microseconds.
 */
public final class CriticalLine {

  /** The ends of the search in q; a table may end before. */
  private static final double LOWEST = 1e-9;

  private static final double HIGHEST = 1e150;

  /** The search goes as far as this at least. */
  private static final double FAR = 4096;

  /** A σ_b² below this part of q is a difference that has lost its digits. */
  private static final double RESOLVED = 1e-9;

  /** Rounding and errors of the duals, as a part of q or of a slope. */
  private static final double NOISE = 1e-12;

  /** A limit this near to a fixed point, relatively, is that fixed point. */
  private static final double SAME = 1e-3;

  private static final int BISECTIONS = 50;

  /**
   * A point of the line.
   *
   * @param sigmaB2 σ_b²
   * @param sigmaW2 σ_w²
   * @param q q*, NaN where every q is fixed
   * @param slope dq'/dq there
   * @param stable whether small deviations from q* stay small: |slope| &lt; 1; where the slope is 1
   *     because q* = 0 the next order decides, and where every q is fixed they neither grow nor
   *     shrink
   */
  public record Point(double sigmaB2, double sigmaW2, double q, double slope, boolean stable) {}

  /**
   * A connected part of the line.
   *
   * @param points its points in the order of q
   * @param reached whether the iteration of the length map ends at them
   */
  public record Piece(List<Point> points, boolean reached) {}

  private final DualActivation dual;
  private final double most;

  /** Whether the search ended only where the table ends. */
  private final boolean ended;

  /** Where to look for points with q &gt; 0; null where there are none. */
  private final Ladder ladder;

  /** The point of σ_b² = 0 at which q vanishes or is arbitrary, or null. */
  private final Point origin;

  /** Ends of the stretches of q on which S is monotone, ascending. */
  private final List<Double> turns = new ArrayList<>();

  private final List<Point> halfStable = new ArrayList<>();

  /**
   * Finds the line of an activation.
   *
   * @param dual the duals
   * @param most the largest σ_b² that will be asked for, finite and &gt;= 0
   * @throws IllegalArgumentException if most is negative or not finite
   */
  public CriticalLine(DualActivation dual, double most) {
    InitialState.requireVariance("sigma_b2", most);
    this.dual = dual;
    this.most = most;
    double[] rungs = Ladder.between(LOWEST, Math.min(dual.qMax(), HIGHEST)).rungs();
    double chi = dual.g(1, 0);
    int from = 0;
    while (from < rungs.length && !(Math.abs(sigmaB2(rungs[from])) >= RESOLVED * rungs[from])) {
      from++;
    }
    if (!Double.isFinite(chi) || from == rungs.length) {
      this.ladder = null;
      this.origin = Double.isFinite(chi) ? new Point(0, 1 / chi, Double.NaN, 1, true) : null;
      this.ended = false;
      return;
    }
    int to = end(rungs, from);
    this.ended = to == rungs.length;
    this.ladder = new Ladder(Arrays.copyOfRange(rungs, from, to));
    this.origin = origin();
    turns.add(ladder.first());
    turns.addAll(ladder.turns(this::sigmaB2, NOISE));
    turns.add(ladder.last());
    ladder.zeros(q -> at(dual, q).slope - 1, NOISE).stream()
        .map(q -> at(dual, q))
        .filter(point -> point.sigmaB2 >= 0 && point.sigmaB2 <= most)
        .forEach(halfStable::add);
  }

  /**
   * How many rungs to search. The cost of a table doubles with each panel, and once √q is far
   * beyond every bend of φ, S follows a power of q: so not beyond q = 4096 if S exceeds all that
   * will be asked for and has risen for four octaves.
   */
  private int end(double[] rungs, int from) {
    double before = Double.NaN;
    double risingSince = 0;
    for (int k = from; k < rungs.length; k++) {
      double now = sigmaB2(rungs[k]);
      risingSince = now > before ? risingSince : rungs[k];
      if (rungs[k] >= FAR && rungs[k] >= 16 * risingSince && now > most) {
        return k + 1;
      }
      before = now;
    }
    return rungs.length;
  }

  /** The limit q to 0, where V/q = E φ'²; deviations decay if V/q falls from there. */
  private Point origin() {
    double chi = dual.g(0, 0);
    if (dual.v0() > 0 || !(chi > 0)) {
      return null;
    }
    return new Point(0, 1 / chi, 0, 1, dual.vOverQ(ladder.first()) < chi);
  }

  /**
   * Returns the point with a given fixed variance.
   *
   * @param dual the duals
   * @param q q* &gt; 0; σ_b² comes out negative where no network is critical
   */
  public static Point at(DualActivation dual, double q) {
    double chi = dual.g(q, 0);
    double sigmaB2 = q * (1 - dual.vOverQ(q) / chi) - dual.v0() / chi;
    double slope = dual.dv(q) / chi;
    return new Point(sigmaB2, 1 / chi, q, slope, Math.abs(slope) < 1);
  }

  private double sigmaB2(double q) {
    return at(dual, q).sigmaB2;
  }

  /** The point with a given q and the σ_b² for which q was sought. */
  private Point at(double q, double sigmaB2) {
    Point point = at(dual, q);
    return new Point(sigmaB2, point.sigmaW2, q, point.slope, point.stable);
  }

  /**
   * Returns every point at one σ_b², in the order of q.
   *
   * @param b σ_b², finite and &gt;= 0
   * @throws IllegalArgumentException if b is negative, not finite or larger than was announced, or
   *     if the line is still short of it where the table ends
   */
  public List<Point> points(double b) {
    InitialState.requireVariance("sigma_b2", b);
    List<Point> points = new ArrayList<>();
    if (b == 0 && origin != null) {
      points.add(origin);
    }
    requireReach(b);
    if (ladder == null) {
      return points;
    }
    if (b > 0 && origin != null && b < sigmaB2(ladder.first())) {
      points.add(continued(b));
    }
    DoubleUnaryOperator excess = q -> sigmaB2(q) - b;
    for (int k = 1; k < turns.size(); k++) {
      double low = turns.get(k - 1);
      double high = turns.get(k);
      if (sigmaB2(low) < b != sigmaB2(high) < b) {
        points.add(at(Ladder.zero(excess, low, high), b));
      }
    }
    return points;
  }

  private void requireReach(double b) {
    double reach = ladder == null ? most : sigmaB2(ladder.last());
    if (ended && b > reach && reach > sigmaB2(turns.get(turns.size() - 2))) {
      throw new IllegalArgumentException(
          "sigma_b2 must be at most "
              + reach
              + " for this activation, where its critical line leaves the table at q = "
              + ladder.last()
              + ", got "
              + b);
    }
    if (b > most) {
      throw new IllegalArgumentException(
          "sigma_b2 must be at most " + most + ", for which the line was sought, got " + b);
    }
  }

  /**
   * The point below the ladder: there S is the power of q, whole or with kinks half, that it begins
   * with, and the slope is on the same side of 1 all the way from 0.
   */
  private Point continued(double b) {
    double from = ladder.rungs()[0];
    double next = ladder.rungs()[1];
    double power = Math.log(sigmaB2(next) / sigmaB2(from)) / Math.log(next / from);
    double q = from * Math.pow(b / sigmaB2(from), 2.0 / Math.round(2 * power));
    Point point = at(dual, q);
    return new Point(b, point.sigmaW2, q, point.slope, origin.stable);
  }

  /** Returns the half-stable points, χ₁ = dq'/dq = 1, up to the largest σ_b², in the order of q. */
  public List<Point> halfStable() {
    return List.copyOf(halfStable);
  }

  /**
   * Returns whether the iteration of the length map from q0 ends at a point of this line.
   *
   * @param point the point
   * @param q0 the variance of layer 0
   */
  public boolean reaches(Point point, double q0) {
    if (!point.stable || Double.isNaN(point.q)) {
      return point.stable;
    }
    LengthLimit.Limit limit = new LengthLimit(dual, point.sigmaW2, point.sigmaB2).from(q0);
    return switch (limit.status()) {
      case CONVERGED -> Math.abs(limit.q() - point.q) <= SAME * point.q;
      case COLLAPSES -> point.q == 0;
      default -> false;
    };
  }

  /**
   * Returns the line where σ_b² &gt;= 0, cut where it begins or ceases to be reached.
   *
   * @param q0 the variance of layer 0
   */
  public List<Piece> pieces(double q0) {
    List<Piece> pieces = new ArrayList<>();
    if (ladder == null) {
      if (origin != null) {
        pieces.add(new Piece(List.of(origin), true));
      }
      return pieces;
    }
    List<Point> run = new ArrayList<>();
    if (origin != null) {
      run.add(origin);
    }
    for (int k = 0; k + 1 < ladder.rungs().length; k++) { // where a table ends, limits are unknown
      Point next = at(dual, ladder.rungs()[k]);
      Point last = run.isEmpty() ? null : run.get(run.size() - 1);
      if (last != null && kind(last, q0) != kind(next, q0)) {
        Point[] ends = cut(last, next, q0);
        run.add(ends[0]);
        close(run, q0, pieces);
        run.add(ends[1]);
      }
      run.add(next);
    }
    close(run, q0, pieces);
    return pieces;
  }

  /** What a point is in the plane of variances: outside (-1), not reached (0) or reached (1). */
  private int kind(Point point, double q0) {
    return !(point.sigmaB2 >= 0) ? -1 : reaches(point, q0) ? 1 : 0;
  }

  /** Moves a run of points of one kind to the pieces. */
  private void close(List<Point> run, double q0, List<Piece> pieces) {
    int kind = kind(run.get(0), q0);
    if (kind >= 0) {
      pieces.add(new Piece(List.copyOf(run), kind == 1));
    }
    run.clear();
  }

  /** The last point of one kind and the first of another between two points of the line. */
  private Point[] cut(Point from, Point to, double q0) {
    Point[] ends = {from, to};
    int kind = kind(from, q0);
    for (int step = 0; step < BISECTIONS; step++) {
      Point middle = at(dual, 0.5 * (ends[0].q + ends[1].q));
      ends[kind(middle, q0) == kind ? 0 : 1] = middle;
    }
    return ends;
  }
}
