package org.deepmft.meanfield;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Places in q in equal ratios, {@value #PER_OCTAVE} an octave, between which functions of q have
 * their zeros and turning points looked for.
 *
 * <p>Averages over a Gaussian of variance q are smooth on the scale of ln q itself, so that many
 * rungs an octave part any two zeros but those about to merge.
 *
 * @param rungs the places, ascending
 */
record Ladder(double[] rungs) {

  private static final int PER_OCTAVE = 32;

  /**
   * Ridders' steps shrink quadratically: after one this small, in ln q, the error is far smaller.
   */
  private static final double SETTLED = 1e-12;

  /** A turning point is found to the root of the rounding of what turns there. */
  private static final double TURNED = 1e-8;

  private static final double GOLDEN = 0.5 * (Math.sqrt(5) - 1);

  /** Returns the ladder from low to high, both included. */
  static Ladder between(double low, double high) {
    int n = (int) Math.ceil(PER_OCTAVE * Math.log(high / low) / Math.log(2));
    double[] rungs = new double[n + 1];
    Arrays.setAll(rungs, k -> low * Math.pow(2, (double) k / PER_OCTAVE));
    rungs[n] = high;
    return new Ladder(rungs);
  }

  double first() {
    return rungs[0];
  }

  double last() {
    return rungs[rungs.length - 1];
  }

  /**
   * Returns the zeros of a function, ascending.
   *
   * @param f the function
   * @param noise values this small have no sign
   */
  List<Double> zeros(DoubleUnaryOperator f, double noise) {
    List<Double> zeros = new ArrayList<>();
    double before = Double.NaN;
    double sign = 0;
    for (double q : rungs) {
      double value = f.applyAsDouble(q);
      if (Math.abs(value) > noise) {
        if (value * sign < 0) {
          zeros.add(zero(f, before, q));
        }
        sign = Math.signum(value);
        before = q;
      }
    }
    return zeros;
  }

  /**
   * Returns where a function turns from rising to falling or back, ascending.
   *
   * @param f the function
   * @param noise a change of f by this part of q is none
   */
  List<Double> turns(DoubleUnaryOperator f, double noise) {
    List<Double> turns = new ArrayList<>();
    double[] values = Arrays.stream(rungs).map(f).toArray();
    double direction = 0;
    int extreme = 0; // since the last turn
    for (int k = 1; k < values.length; k++) {
      double step = values[k] - values[extreme];
      boolean clear = Math.abs(step) > noise * rungs[k];
      if (direction * step < 0) {
        if (!clear) {
          continue;
        }
        turns.add(turn(f, direction, rungs[Math.max(0, extreme - 1)], rungs[extreme + 1]));
      }
      direction = clear ? Math.signum(step) : direction;
      extreme = k;
    }
    return turns;
  }

  /** The maximum of direction · f between two places by golden sections in ln q. */
  private static double turn(DoubleUnaryOperator f, double direction, double from, double to) {
    double low = from;
    double high = to;
    while (high / low - 1 > TURNED) {
      double part = Math.pow(high / low, GOLDEN);
      double left = high / part;
      double right = low * part;
      if (direction * (f.applyAsDouble(left) - f.applyAsDouble(right)) > 0) {
        high = right;
      } else {
        low = left;
      }
    }
    return Math.sqrt(low) * Math.sqrt(high);
  }

  /** The zero of f between two places where its signs differ, by Ridders' method in ln q. */
  static double zero(DoubleUnaryOperator f, double from, double to) {
    double low = Math.log(from);
    double high = Math.log(to);
    double fLow = f.applyAsDouble(from);
    double fHigh = f.applyAsDouble(to);
    if (fLow == 0 || fHigh == 0) {
      return fLow == 0 ? from : to;
    }
    double before = Double.NaN;
    while (true) {
      double middle = 0.5 * (low + high);
      double fMiddle = f.applyAsDouble(Math.exp(middle));
      double root = Math.hypot(fMiddle, Math.sqrt(Math.abs(fLow)) * Math.sqrt(Math.abs(fHigh)));
      double next = middle + (middle - low) * Math.signum(fLow) * fMiddle / root;
      double fNext = f.applyAsDouble(Math.exp(next));
      boolean settled = Math.abs(next - before) <= SETTLED || !(high - low > SETTLED);
      if (settled || fMiddle == 0 || fNext == 0) {
        return Math.exp(fMiddle == 0 ? middle : next);
      }
      if (fMiddle < 0 != fNext < 0) {
        boolean ahead = next > middle;
        low = ahead ? middle : next;
        fLow = ahead ? fMiddle : fNext;
        high = ahead ? next : middle;
        fHigh = ahead ? fNext : fMiddle;
      } else if (fLow < 0 != fNext < 0) {
        high = next;
        fHigh = fNext;
      } else {
        low = next;
        fLow = fNext;
      }
      before = next;
    }
  }
}
