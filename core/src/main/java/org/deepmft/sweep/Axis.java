package org.deepmft.sweep;

import java.util.function.IntToDoubleFunction;

/**
 * The values of one parameter of a grid, ascending.
 *
 * <p>Written {@code x} for one value, {@code lo:hi:n} for n values with both ends, equally spaced
 * (x_i = lo + i (hi - lo)/(n - 1)), or {@code lo:hi:n:log} for equal ratios. The values take memory
 * when the first of them is asked for, so that what else is wrong with a command is said before.
 */
public final class Axis {

  /** More values than this on one axis would not fit into any memory. */
  private static final int MOST = 100_000_000;

  /** Values whose steps are larger, relative to them, are distinct whatever is rounded. */
  private static final double DISTINCT = 0x1p-49;

  /** The same for steps near the smallest number. */
  private static final double DISTINCT_TINY = 0x1p-1071;

  private final String name;
  private final int size;
  private final IntToDoubleFunction formula;
  private volatile double[] values;

  private Axis(String name, int size, IntToDoubleFunction formula) {
    this.name = name;
    this.size = size;
    this.formula = formula;
  }

  /**
   * Reads a range of variances.
   *
   * @param name how the user knows the parameter, such as {@code sigma_w2}
   * @param text {@code x}, {@code lo:hi:n} or {@code lo:hi:n:log}
   * @throws IllegalArgumentException with the rule that the text breaks
   */
  public static Axis parse(String name, String text) {
    return parseLine(name, text.strip().replaceAll("\\p{Cc}", "?"));
  }

  private static Axis parseLine(String name, String text) {
    String[] parts = text.split(":", -1);
    if (parts.length == 1) {
      double value = variance(name, parts[0]);
      return new Axis(name, 1, i -> value);
    }
    boolean log = parts.length == 4 && parts[3].equals("log");
    if (parts.length != 3 && !log) {
      throw new IllegalArgumentException(
          name + " must be x, lo:hi:n or lo:hi:n:log, got '" + text + "'");
    }
    double lo = variance(name, parts[0]);
    double hi = variance(name, parts[1]);
    int n = count(name, parts[2]);
    if (!(lo < hi)) {
      throw new IllegalArgumentException(
          name + " range must rise from lo to hi, got '" + text + "'; write one value as x");
    }
    if (n == 1) {
      throw new IllegalArgumentException(
          name
              + " range must have n >= 2 to hold both ends, got '"
              + text
              + "'; write one value as x");
    }
    if (log && lo == 0) {
      throw new IllegalArgumentException(
          name + " range must start above 0 to be logarithmic, got '" + text + "'");
    }
    if (log && !(hi / lo < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " range must have a finite ratio hi/lo to be logarithmic, got '" + text + "'");
    }
    double step = log ? Math.log(hi / lo) / (n - 1) : (hi - lo) / (n - 1);
    IntToDoubleFunction inner = log ? i -> lo * Math.exp(i * step) : i -> i * step + lo;
    Axis axis = new Axis(name, n, i -> i == n - 1 ? hi : inner.applyAsDouble(i));
    if (!axis.ascends()) {
      throw new IllegalArgumentException(
          name
              + " range must not hold more values than doubles exist between lo and hi, got '"
              + text
              + "'");
    }
    return axis;
  }

  /**
   * Returns the axis of the squares, for ranges given as standard deviations.
   *
   * @throws IllegalArgumentException if the squares are not finite and distinct
   */
  public Axis squared(String newName) {
    Axis squares =
        new Axis(newName, size, i -> formula.applyAsDouble(i) * formula.applyAsDouble(i));
    double last = formula.applyAsDouble(size - 1);
    if (!(last * last < Double.POSITIVE_INFINITY && squares.ascends())) {
      throw new IllegalArgumentException(
          name
              + " must have finite and distinct squares, got "
              + formula.applyAsDouble(0)
              + " to "
              + last);
    }
    return squares;
  }

  /**
   * Whether each value exceeds the one before it. Steps or ratios are equal (in squares steps grow,
   * ratios fall), so the first and the last step tell where there is room; else each is looked at,
   * from both ends, since values collide there first.
   */
  private boolean ascends() {
    if (size > 2
        && step(1) >= DISTINCT_TINY
        && step(size - 1) >= DISTINCT * formula.applyAsDouble(size - 1)) {
      return true;
    }
    for (int i = 1; i < size; i++) {
      if (!(step(i) > 0 && step(size - i) > 0)) {
        return false;
      }
    }
    return true;
  }

  private double step(int i) {
    return formula.applyAsDouble(i) - formula.applyAsDouble(i - 1);
  }

  /** Returns the name of the parameter. */
  public String name() {
    return name;
  }

  /** Returns the number of values. */
  public int size() {
    return size;
  }

  /** Returns value i. */
  public double get(int i) {
    return all()[i];
  }

  /** Returns a copy of the values. */
  public double[] values() {
    return all().clone();
  }

  private double[] all() {
    double[] made = values;
    if (made == null) {
      made = new double[size];
      for (int i = 0; i < size; i++) {
        made[i] = formula.applyAsDouble(i);
      }
      values = made;
    }
    return made;
  }

  private static double variance(String name, String text) {
    double value;
    try {
      value = Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a number, got '" + text + "'");
    }
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be finite and >= 0, got " + text.strip());
    }
    return value + 0.0; // -0.0 becomes 0.0
  }

  private static int count(String name, String text) {
    try {
      long n = Long.parseLong(text.strip());
      if (n >= 1 && n <= MOST) {
        return (int) n;
      }
    } catch (NumberFormatException e) {
      // Falls through to the rule.
    }
    throw new IllegalArgumentException(
        name
            + " range must have a whole number n of values, 1 <= n <= "
            + MOST
            + ", got '"
            + text
            + "'");
  }
}
