package org.deepmft.gaussian;

import java.util.ArrayList;
import java.util.List;

/**
 * D and G at one q for every angle.
 *
 * <p>With s = q(1 - |c|) the variance of the independent parts, in which panels are shared by all
 * q:
 *
 * <pre>
 * D(q, ±c) = E Φ_s(x) Φ_s(±x),  x ~ N(0, q - s)       s &lt;= 0.7 q, interpolated in √s
 * D(q, c)  = Σ h_n² c^n,        h_n = E φ' He_n/√n!    otherwise (mehler1866)
 * G(q, y)  = (1/y) ∫₀^y D
 * </pre>
 *
 * G is a mean of D by rules with positive weights: it never cancels. Where φ jumps, D grows like
 * 1/√s, and D √s is interpolated.
 */
final class DualAtVariance {

  /** The Hermite series serves |c| up to 0.65: 0.65^100 = 2e-19. */
  static final int HERMITE_TERMS = 100;

  private static final double WIDEST_NOISE = 0.7;

  /** A Gaussian is cut off at this many standard deviations. */
  private static final double CUT = 9.5;

  private static final GaussLegendre RULE = GaussLegendre.of(24);

  private final double q;
  private final boolean jumps;
  private final List<Interval> intervals = new ArrayList<>();
  private final double[] squares;
  private final double cosine;
  private final double firstTail;
  private double worstTail;

  /** D on [from, from + width] of √s, or of s where linear. */
  private final class Interval {
    private final NoiseLadder.Rung rung;
    private final double[][] d = new double[2][];
    private final double[] integral = new double[2];

    Interval(NoiseLadder.Rung rung) {
      this.rung = rung;
      int n = rung.s().length;
      double[][] values = new double[2][n];
      for (int k = 0; k < n; k++) {
        correlate(rung.grids()[k], q - rung.s()[k], values, k);
        double scale = jumps ? Math.sqrt(rung.s()[k]) : 1;
        values[0][k] *= scale;
        values[1][k] *= scale;
      }
      for (int half = 0; half < 2; half++) {
        d[half] = Chebyshev.coefficients(values[half]);
        integral[half] = integral(half, 1);
      }
    }

    /** ∫ D ds from the lower end to the place t in [0, 1]. */
    double integral(int half, double t) {
      if (t == 0) {
        return 0; // also where φ jumps and D is infinite
      }
      double sum = 0;
      for (int i = 0; i < RULE.nodes().length; i++) {
        double at = t * RULE.nodes()[i];
        double ds = jumps ? rung.ds(at) / Math.sqrt(rung.s(at)) : rung.ds(at);
        sum += RULE.weights()[i] * Chebyshev.evaluate(d[half], 2 * at - 1) * ds;
      }
      return sum * t;
    }

    double value(int half, double t) {
      double value = Chebyshev.evaluate(d[half], 2 * t - 1);
      return jumps ? value / Math.sqrt(rung.s(t)) : value;
    }

    /** The last two coefficients of D, where opposite also of D(q, -c). */
    double tail(boolean opposite) {
      int n = d[0].length;
      double tail = Math.abs(d[0][n - 1]) + Math.abs(d[0][n - 2]);
      return opposite ? Math.max(tail, Math.abs(d[1][n - 1]) + Math.abs(d[1][n - 2])) : tail;
    }

    /** The measure by which an error of the interpolant counts in ∫ D ds. */
    double width() {
      return jumps
          ? 2 * (Math.sqrt(rung.end()) - Math.sqrt(rung.begin()))
          : rung.end() - rung.begin();
    }
  }

  /**
   * Integrates.
   *
   * @param q the variance, positive
   * @param ladder Φ_s for the values of s in use
   * @param first end of the first interval of s, at most q/2
   * @param rule a rule for means over N(0, q)
   * @param opposite whether c &lt; 0 is asked for: kinks that lie off 0 at k then make D vary like
   *     e^(-k²/s)
   */
  DualAtVariance(double q, NoiseLadder ladder, double first, GaussianRule rule, boolean opposite) {
    this.q = q;
    this.jumps = ladder.jumps();
    this.squares = rule.hermiteSquares(HERMITE_TERMS);
    double end = 0;
    double next = first;
    while (next <= WIDEST_NOISE * q) {
      intervals.add(new Interval(ladder.rung(end, next)));
      end = next;
      next = 2 * end;
    }
    this.cosine = 1 - end / q;
    double below = 0;
    for (Interval interval : intervals) {
      below += interval.integral[0];
      worstTail = Math.max(worstTail, interval.tail(opposite) * interval.width() / below);
    }
    Interval lowest = intervals.get(0);
    this.firstTail = lowest.tail(opposite) * lowest.width() / lowest.integral[0];
  }

  /** Returns the part of G, at the first interval's end, that its last coefficients carry. */
  double firstTail() {
    return firstTail;
  }

  /** Returns the largest such part at any interval's end. */
  double worstTail() {
    return worstTail;
  }

  private static void correlate(PanelGrid grid, double variance, double[][] values, int at) {
    double rate = -0.5 / variance;
    double norm = 1 / Math.sqrt(2 * Math.PI * variance);
    double furthest = CUT * Math.sqrt(variance);
    double equal = 0;
    double opposite = 0;
    PanelGrid.Nodes nodes = grid.upTo(furthest);
    double[] x = nodes.x();
    double[] plus = nodes.plus();
    double[] minus = nodes.minus();
    for (int i = 0; i < x.length && x[i] <= furthest; i++) {
      double w = norm * nodes.weights()[i] * Math.exp(rate * x[i] * x[i]);
      equal += w * (plus[i] * plus[i] + minus[i] * minus[i]);
      opposite += w * (plus[i] * minus[i]);
    }
    values[0][at] = equal;
    values[1][at] = 2 * opposite;
  }

  /** ∫ D dc from c to the last interval's end, for c or for -c. */
  private double series(int half, double c) {
    double sum = 0;
    for (int n = HERMITE_TERMS - 1; n >= 0; n--) {
      double rise = (Math.pow(cosine, n + 1) - Math.pow(c, n + 1)) / (n + 1);
      sum += (half == 1 && n % 2 == 1 ? -squares[n] : squares[n]) * rise;
    }
    return sum;
  }

  private double series(double c) {
    double sum = 0;
    for (int n = HERMITE_TERMS - 1; n >= 0; n--) {
      sum = sum * c + squares[n];
    }
    return sum;
  }

  /** ∫ D dz from 0 to z; z = y for the lower half, 1 - y for the upper. */
  private double integral(int half, double z) {
    double s = 2 * q * z;
    double sum = 0;
    for (Interval interval : intervals) {
      if (s <= interval.rung.end()) {
        return (sum + interval.integral(half, interval.rung.t(s))) / (2 * q);
      }
      sum += interval.integral[half];
    }
    return sum / (2 * q) + 0.5 * series(half, 1 - 2 * z);
  }

  /** Returns D at z = y, or, for the upper half, at y = 1 - z. */
  double d(double z, boolean upper) {
    int half = upper ? 1 : 0;
    double s = 2 * q * z;
    for (Interval interval : intervals) {
      if (s <= interval.rung.end()) {
        return interval.value(half, interval.rung.t(s));
      }
    }
    return series(upper ? 2 * z - 1 : 1 - 2 * z);
  }

  /** Returns G at z = y, or, for the upper half, at y = 1 - z. */
  double secant(double z, boolean upper) {
    if (upper) {
      return (integral(0, 0.5) + integral(1, 0.5) - integral(1, z)) / (1 - z);
    }
    return integral(0, z) / z;
  }
}
