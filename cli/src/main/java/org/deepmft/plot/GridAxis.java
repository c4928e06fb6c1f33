package org.deepmft.plot;

import java.util.Arrays;

/**
 * One axis of a grid: its values and whether they are spaced evenly in their logarithm.
 *
 * @param values strictly ascending values, shape [n]
 * @param logarithmic whether positions between two values are interpolated in the logarithm
 */
record GridAxis(double[] values, boolean logarithmic) {
  /** Largest relative deviation of a step from the mean step that still counts as even. */
  private static final double EVEN = 1e-6;

  /**
   * Recognises the spacing: logarithmic if all values are positive, ratios are constant and
   * differences are not; linear otherwise, also for one or two values.
   */
  static GridAxis of(double[] values) {
    boolean candidate = values.length > 2 && values[0] > 0 && !even(values);
    boolean logarithmic = candidate && even(Arrays.stream(values).map(Math::log).toArray());
    return new GridAxis(values, logarithmic);
  }

  private static boolean even(double[] x) {
    double step = (x[x.length - 1] - x[0]) / (x.length - 1);
    for (int i = 0; i < x.length; i++) {
      if (!(Math.abs(x[i] - (x[0] + i * step)) <= EVEN * step * x.length)) {
        return false;
      }
    }
    return true;
  }

  int size() {
    return values.length;
  }

  double first() {
    return values[0];
  }

  double last() {
    return values[values.length - 1];
  }

  /** Returns the lower end of the drawn axis; a single value lies in the middle. */
  double low() {
    return first() - reach();
  }

  /** Returns the upper end of the drawn axis. */
  double high() {
    return last() + reach();
  }

  private double reach() {
    return size() > 1 ? 0 : first() == 0 ? 0.5 : Math.abs(first()) / 2;
  }

  /** Returns the indices of at most {@code most} values, spread evenly, both ends included. */
  int[] thinned(int most) {
    int kept = Math.min(size(), most);
    int[] indices = new int[kept];
    for (int k = 1; k < kept; k++) {
      indices[k] = (int) Math.round(k * (double) (size() - 1) / (kept - 1));
    }
    return indices;
  }

  /** Returns the value at a fractional index in [0, n − 1]. */
  double valueAt(double index) {
    int i = (int) Math.max(0, Math.min(Math.floor(index), size() - 2));
    double t = index - i;
    if (size() == 1 || t == 0) {
      return values[i];
    }
    return logarithmic
        ? values[i] * Math.pow(values[i + 1] / values[i], t)
        : values[i] + t * (values[i + 1] - values[i]);
  }

  /** Returns the fractional index of a value, clamped to [0, n − 1]. */
  double indexOf(double value) {
    if (!(value > first())) {
      return 0;
    }
    if (value >= last()) {
      return size() - 1;
    }
    int found = Arrays.binarySearch(values, value);
    if (found >= 0) {
      return found;
    }
    int i = -found - 2;
    double t =
        logarithmic
            ? Math.log(value / values[i]) / Math.log(values[i + 1] / values[i])
            : (value - values[i]) / (values[i + 1] - values[i]);
    return i + t;
  }
}
