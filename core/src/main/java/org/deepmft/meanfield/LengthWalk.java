package org.deepmft.meanfield;

import java.util.Arrays;
import org.deepmft.gaussian.DualActivation;

/**
 * Finds between which two places on the q axis the plain iteration q' = F(q) from q0 ends.
 *
 * <p>The places are q0 and 2^(i/4), so they include the edges of the table's panels. What is looked
 * at is the sign of
 *
 * <pre>
 * H(q) = F(q)/q - 1 = σ_w² v(q) + β/q - 1,   v = (V - V(0))/q,   β = σ_b² + σ_w² V(0)
 * </pre>
 *
 * on the way from q0 to its first zero q* in the direction of H(q0). Where F rises between the two,
 * the iteration moves monotonically to q*. Where it does not, a step may pass q*, but as d ln F/d
 * ln q &gt;= -1/2 (docs/theory.md, section 2) only to half the distance in ln q that it came from;
 * so q* is still the limit if H has no other zero within |ln q*&#47;q0|/2 beyond q*.
 *
 * <p>V is evaluated at a place when first needed, so many points with the same q0 share the work.
 * Not thread-safe.
 */
public final class LengthWalk {

  /** The limit lies below the smallest place, or is 0. */
  public static final int BELOW = -1;

  /** H stays positive up to the table's end. */
  public static final int BEYOND = -2;

  /** q0 is a fixed point. */
  public static final int HERE = -3;

  /** The limit cannot be told from these places. */
  public static final int UNDECIDED = -4;

  private static final int PER_OCTAVE = 4;
  private static final double STRIDE = Math.log(2) / PER_OCTAVE;

  /** Below 2^LOWEST the network is linear to working precision. */
  private static final int LOWEST = -40;

  private static final int HIGHEST = 60;

  private static final double[] PLACES = new double[(HIGHEST - LOWEST) * PER_OCTAVE + 1];

  static {
    for (int i = 0; i < PLACES.length; i++) {
      double root = Math.pow(2, (double) (i % PER_OCTAVE) / PER_OCTAVE);
      PLACES[i] = Math.scalb(root, LOWEST + i / PER_OCTAVE);
    }
  }

  /** Relative error of the place of an extremum; that of the value is of second order. */
  private static final double EXTREMUM = 1e-9;

  /** A stride is taken for convex or concave up to this, in units of 1 for H and of v for v. */
  private static final double MARGIN = 1e-3;

  /** H within this of 0 is 0 to rounding. */
  private static final double ZERO = 4e-16;

  private final DualActivation dual;
  private final int start;
  private final int last;
  private final double[] q;
  private final double[] inverse;
  private final double[] v;
  private final double[] dv;

  /** The least v from q0 up to a place, the largest from q0 down to it. */
  private final double[] bound;

  /** Whether F falls between q0 and a place. */
  private final boolean[] fallen;

  /** The number of strides between q0 and a place along which v rises with q. */
  private final int[] rises;

  /** The least v from a place up; made when a walk first gets to the end. */
  private double[] least;

  private int lowest;
  private int highest;
  private int hintUp;
  private int hintDown;
  private double turn = Double.NaN;

  /**
   * Creates a walk; V is evaluated at q0 only.
   *
   * @param dual the duals
   * @param q0 where the iteration starts, in (0, qMax]
   */
  public LengthWalk(DualActivation dual, double q0) {
    this.dual = dual;
    int below = Arrays.binarySearch(PLACES, q0);
    boolean own = below < 0;
    this.start = own ? -below - 1 : below;
    int end = Arrays.binarySearch(PLACES, dual.qMax());
    int n = (end < 0 ? -end - 1 : end + 1) + (own ? 1 : 0);
    this.last = n - 1;
    this.q = Arrays.copyOf(PLACES, n);
    if (own) {
      System.arraycopy(PLACES, start, q, start + 1, last - start);
      q[start] = q0;
    }
    this.inverse = new double[n];
    for (int i = 0; i < n; i++) {
      inverse[i] = Math.min(1 / q[i], Double.MAX_VALUE);
    }
    this.v = new double[n];
    this.dv = new double[n];
    Arrays.fill(v, Double.NaN);
    this.bound = new double[n];
    this.fallen = new boolean[n];
    this.rises = new int[n];
    bound[start] = vOverQ(start);
    fallen[start] = dv[start] < 0;
    lowest = start;
    highest = start;
    hintUp = start;
    hintDown = start;
  }

  /** Returns the number of places. */
  public int places() {
    return q.length;
  }

  /** Returns place i; places ascend. */
  public double q(int i) {
    return q[i];
  }

  /** Returns (V - V(0))/q at place i. */
  public double vOverQ(int i) {
    if (Double.isNaN(v[i])) {
      v[i] = dual.vOverQ(q[i]);
      dv[i] = dual.dv(q[i]);
    }
    return v[i];
  }

  /**
   * What a walk knows once it has been everywhere, for machines that take it by themselves; one
   * entry a place.
   *
   * @param start index of q0
   * @param q the places, ascending
   * @param inverse 1/q
   * @param v (V - V(0))/q
   * @param dv dV/dq
   * @param bound the least v from q0 up to a place, the largest from q0 down to it
   * @param fallen whether F falls between q0 and a place
   * @param rises the number of strides between q0 and a place along which v rises with q
   * @param least the least v from a place up, NaN below q0
   */
  public record Columns(
      int start,
      double[] q,
      double[] inverse,
      double[] v,
      double[] dv,
      double[] bound,
      boolean[] fallen,
      int[] rises,
      double[] least) {}

  /** Goes everywhere and returns what is known then. */
  public Columns columns() {
    know(0);
    know(last);
    if (least == null) {
      leastAbove(); // q0 is the last place
    }
    double[] known = least.clone();
    Arrays.fill(known, 0, start, Double.NaN);
    return new Columns(
        start,
        q.clone(),
        inverse.clone(),
        v.clone(),
        dv.clone(),
        bound.clone(),
        fallen.clone(),
        rises.clone(),
        known);
  }

  /**
   * Returns the place at the lower end of the stride in which the limit lies, or one of the
   * negative constants of this class.
   *
   * @param sigmaW2 σ_w², positive
   * @param beta σ_b² + σ_w² V(0)
   */
  public int stride(double sigmaW2, double beta) {
    turn = Double.NaN;
    double h = excess(sigmaW2, beta, start);
    if (Math.abs(h) <= ZERO) {
      return HERE;
    }
    boolean up = h > 0;
    int step = up ? 1 : -1;
    int end = up ? last : 0;
    int near = zero(sigmaW2, beta, clear(sigmaW2, beta, up), step, up, end);
    if (near == end) {
      return up ? BEYOND : BELOW;
    }
    int far = near + step;
    know(far);
    return fallen[far] && !aloneBeyond(sigmaW2, beta, far, step, !up)
        ? UNDECIDED
        : Math.min(near, far);
  }

  /** The furthest place up to which bounds on v alone show that H keeps its sign. */
  private int clear(double sigmaW2, double beta, boolean up) {
    if (up) {
      int i = hintUp;
      while (i < last && clearUpTo(sigmaW2, beta, i + 1)) {
        i++;
      }
      while (i > start && !clearUpTo(sigmaW2, beta, i)) {
        i--;
      }
      hintUp = i;
      return i;
    }
    int i = hintDown;
    while (i > 0 && clearDownTo(sigmaW2, beta, i - 1)) {
      i--;
    }
    while (i < start && !clearDownTo(sigmaW2, beta, i)) {
      i++;
    }
    hintDown = i;
    return i;
  }

  private boolean clearUpTo(double sigmaW2, double beta, int i) {
    know(i);
    return sigmaW2 * bound[i] + beta * inverse[i] > 1;
  }

  private boolean clearDownTo(double sigmaW2, double beta, int i) {
    know(i);
    return sigmaW2 * bound[i] + beta * inverse[i] < 1;
  }

  /** Extends what is known of the way from q0 up to a place. */
  private void know(int i) {
    while (highest < i) {
      extend(highest, ++highest);
      if (highest == last) {
        leastAbove();
      }
    }
    while (lowest > i) {
      extend(lowest, --lowest);
    }
  }

  private void extend(int from, int to) {
    double sign = to - from; // going up the least v counts, going down the largest
    bound[to] = sign * Math.min(sign * bound[from], least(from, to, sign));
    fallen[to] = fallen[from] || dv[to] < 0;
    rises[to] = rises[from] + (sign * (v[to] - v[from]) > 0 ? 1 : 0);
  }

  private void leastAbove() {
    least = v.clone();
    for (int i = last - 1; i >= start; i--) {
      least[i] = Math.min(least[i + 1], least(i, i + 1, 1));
    }
  }

  /** A lower bound of v, or of -v, on a stride. */
  private double least(int from, int to, double sign) {
    double value = sign * vOverQ(from);
    double next = sign * vOverQ(to);
    double slope = dv[from] - v[from];
    double slopeNext = dv[to] - v[to];
    double ends = Math.min(value, next);
    return slope < 0 && slopeNext > 0
        ? meet(value, slope, next, slopeNext) - MARGIN * Math.abs(ends)
        : ends;
  }

  /**
   * Returns where in the stride last returned H has an extremum, if the limit is the zero between
   * it and the end of the stride next to q0; otherwise NaN.
   */
  public double turn() {
    return turn;
  }

  /** Returns H at place i. */
  public double excess(double sigmaW2, double beta, int i) {
    return sigmaW2 * vOverQ(i) + beta * inverse[i] - 1;
  }

  /**
   * The place before which H, positive or not, keeps its sign and after which it does not; the end
   * if it always does.
   */
  private int zero(double sigmaW2, double beta, int from, int step, boolean positive, int end) {
    for (int i = from; i != end; i += step) {
      if (step > 0 && positive && least != null && sigmaW2 * least[i] >= 1) {
        return end;
      }
      if (excess(sigmaW2, beta, i + step) > 0 != positive) {
        return i;
      }
      turn = turn(sigmaW2, beta, i, i + step);
      if (!Double.isNaN(turn)) {
        return i;
      }
    }
    return end;
  }

  /** Whether H keeps its sign as far beyond the zero as a step from before it can go. */
  private boolean aloneBeyond(double sigmaW2, double beta, int far, int step, boolean positive) {
    int reach = far + step * ((Math.abs(far - start) + 1) / 2);
    if (!Double.isNaN(turn) || reach > last) {
      return false;
    }
    int end = Math.max(0, reach); // below all places H only rises towards 0
    know(end);
    return rises[end] == rises[far] // then H falls with q
        || zero(sigmaW2, beta, far, step, positive, end) == end;
  }

  /**
   * Where between two places of the same sign of H an extremum of it has the other sign; NaN if
   * none does.
   */
  double turn(double sigmaW2, double beta, int i, int next) {
    double h = excess(sigmaW2, beta, i);
    double sign = h > 0 ? 1 : -1;
    double along = next > i ? sign : -sign;
    double slope = along * gradient(sigmaW2, beta, i);
    double slopeNext = along * gradient(sigmaW2, beta, next);
    if (!(slope < 0 && slopeNext > 0)
        || meet(sign * h, slope, sign * excess(sigmaW2, beta, next), slopeNext) > MARGIN) {
      return Double.NaN;
    }
    double from = q[i];
    double to = q[next];
    while (Math.abs(to - from) > EXTREMUM * to) {
      double middle = Math.sqrt(from * to);
      double gradient = sigmaW2 * (dual.dv(middle) - dual.vOverQ(middle)) - beta / middle;
      if (along * gradient < 0) {
        from = middle;
      } else {
        to = middle;
      }
    }
    double extremum = Math.sqrt(from * to);
    double there = sigmaW2 * dual.vOverQ(extremum) + beta / extremum - 1;
    return sign * there > 0 ? Double.NaN : extremum;
  }

  /** Where the tangents at the ends of a stride meet: below the minimum of a convex function. */
  private static double meet(double value, double slope, double next, double slopeNext) {
    double at = (next - value - slopeNext * STRIDE) / (slope - slopeNext);
    return value + slope * at;
  }

  /** dH/d ln q. */
  private double gradient(double sigmaW2, double beta, int i) {
    return sigmaW2 * (dv[i] - vOverQ(i)) - beta * inverse[i];
  }
}
