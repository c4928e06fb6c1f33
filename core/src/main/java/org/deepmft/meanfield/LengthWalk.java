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

  /** H within this of 0 is 0 to rounding. */
  private static final double ZERO = 4e-16;

  /** Places a block; a whole block is passed at once where bounds on v allow. */
  private static final int BLOCK = 8;

  /** Between places a stride apart v may leave the range of its values there by less than this. */
  private static final double MARGIN = 0.01;

  private final DualActivation dual;
  private final int start;
  private final int last;
  private final double[] q;
  private final double[] inverse;
  private final double[] v;
  private final double[] dv;
  private final double[] blockLow;
  private final double[] blockHigh;
  private double turn = Double.NaN;

  /**
   * Creates a walk; nothing is evaluated yet.
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
      inverse[i] = 1 / q[i];
    }
    this.v = unknown(n);
    this.dv = new double[n];
    this.blockLow = unknown(n / BLOCK);
    this.blockHigh = new double[n / BLOCK];
  }

  private static double[] unknown(int n) {
    double[] values = new double[n];
    Arrays.fill(values, Double.NaN);
    return values;
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
    int near = zero(sigmaW2, beta, start, step, up, end);
    if (near == end) {
      return up ? BEYOND : BELOW;
    }
    int far = near + step;
    return fallsUpTo(far) && !aloneBeyond(sigmaW2, beta, far, step, !up)
        ? UNDECIDED
        : Math.min(near, far);
  }

  /**
   * Returns the place at the lower end of the stride in which H changes sign, if V rises and V/q
   * falls; BELOW or BEYOND if none does.
   *
   * @param sigmaW2 σ_w², positive
   * @param beta σ_b² + σ_w² V(0)
   * @param hint where to look first
   */
  public int regularStride(double sigmaW2, double beta, int hint) {
    turn = Double.NaN;
    int i = hint;
    while (i < last && excess(sigmaW2, beta, i + 1) > 0) {
      i++;
    }
    while (i >= 0 && !(excess(sigmaW2, beta, i) > 0)) {
      i--;
    }
    return i == last ? BEYOND : i;
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
    int i = from;
    while (i != end) {
      int jump = i + BLOCK * step;
      if ((i & BLOCK - 1) == 0
          && (end - jump) * step >= 0
          && clear(sigmaW2, beta, Math.min(i, jump), positive)) {
        i = jump;
        continue;
      }
      int next = i + step;
      if (excess(sigmaW2, beta, next) > 0 != positive) {
        return i;
      }
      turn = turn(sigmaW2, beta, i, next);
      if (!Double.isNaN(turn)) {
        return i;
      }
      i = next;
    }
    return end;
  }

  /** Whether bounds alone show that H keeps its sign in the block that begins at place i. */
  private boolean clear(double sigmaW2, double beta, int i, boolean positive) {
    int block = i / BLOCK;
    if (Double.isNaN(blockLow[block])) {
      bound(block);
    }
    return positive
        ? sigmaW2 * blockLow[block] + beta * inverse[i + BLOCK] > 1
        : sigmaW2 * blockHigh[block] + beta * inverse[i] < 1;
  }

  private void bound(int block) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = block * BLOCK; i <= (block + 1) * BLOCK; i++) {
      low = Math.min(low, vOverQ(i));
      high = Math.max(high, vOverQ(i));
    }
    double margin = MARGIN * Math.max(Math.abs(low), Math.abs(high));
    blockHigh[block] = high + margin;
    blockLow[block] = low - margin;
  }

  /** Whether F falls anywhere from q0 to a place. */
  private boolean fallsUpTo(int far) {
    for (int i = Math.min(start, far); i <= Math.max(start, far); i++) {
      if (dv[i] < 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether H keeps its sign as far beyond the zero as a step from before it can go. */
  private boolean aloneBeyond(double sigmaW2, double beta, int far, int step, boolean positive) {
    int reach = far + step * ((Math.abs(far - start) + 1) / 2);
    if (!Double.isNaN(turn) || reach > last) {
      return false;
    }
    int end = Math.max(0, reach); // below all places H only rises towards 0
    return zero(sigmaW2, beta, far, step, positive, end) == end;
  }

  /**
   * Where between two places of the same sign of H an extremum of it has the other sign; NaN if
   * none does.
   */
  double turn(double sigmaW2, double beta, int i, int next) {
    double sign = excess(sigmaW2, beta, i) > 0 ? 1 : -1;
    double h = sign * excess(sigmaW2, beta, i);
    double slope = sign * Math.signum(next - i) * gradient(sigmaW2, beta, i);
    double slopeNext = sign * Math.signum(next - i) * gradient(sigmaW2, beta, next);
    if (!(slope < 0 && slopeNext > 0)) {
      return Double.NaN;
    }
    // The tangents at both places meet below the minimum.
    double hNext = sign * excess(sigmaW2, beta, next);
    double meet = (hNext - h - slopeNext * STRIDE) / (slope - slopeNext);
    if (h + slope * meet > 0) {
      return Double.NaN;
    }
    double from = q[i];
    double to = q[next];
    for (int k = 0; k < 60; k++) {
      double middle = Math.sqrt(from * to);
      double v = dual.vOverQ(middle);
      double gradient = sigmaW2 * (dual.dv(middle) - v) - beta / middle;
      if (sign * Math.signum(next - i) * gradient < 0) {
        from = middle;
      } else {
        to = middle;
      }
    }
    double extremum = Math.sqrt(from * to);
    double least = sign * (sigmaW2 * dual.vOverQ(extremum) + beta / extremum - 1);
    return least > 0 ? Double.NaN : extremum;
  }

  /** dH/d ln q. */
  private double gradient(double sigmaW2, double beta, int i) {
    return sigmaW2 * (dv[i] - vOverQ(i)) - beta * inverse[i];
  }
}
