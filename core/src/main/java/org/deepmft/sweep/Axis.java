package org.deepmft.sweep;

import java.util.Arrays;

/**
 * The values of one parameter of a grid, ascending.
 *
 * <p>Written {@code x} for one value, {@code lo:hi:n} for n values with both ends, equally spaced
 * (x_i = lo + i (hi - lo)/(n - 1)), or {@code lo:hi:n:log} for equal ratios.
 */
public final class Axis {

  /** More values than this on one axis would not fit into any memory. */
  private static final int MOST = 100_000_000;

  private final String name;
  private final double[] values;

  private Axis(String name, double[] values) {
    this.name = name;
    this.values = values;
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
      return new Axis(name, new double[] {variance(name, parts[0])});
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
    double[] values = new double[n];
    double step = log ? Math.log(hi / lo) / (n - 1) : (hi - lo) / (n - 1);
    for (int i = 0; i < n; i++) {
      values[i] = log ? lo * Math.exp(i * step) : i * step + lo;
    }
    values[n - 1] = hi;
    if (!ascending(values)) {
      throw new IllegalArgumentException(
          name
              + " range must not hold more values than doubles exist between lo and hi, got '"
              + text
              + "'");
    }
    return new Axis(name, values);
  }

  /**
   * Returns the axis of the squares, for ranges given as standard deviations.
   *
   * @throws IllegalArgumentException if the squares are not finite and distinct
   */
  public Axis squared(String newName) {
    double[] squares = Arrays.stream(values).map(x -> x * x).toArray();
    if (!(squares[squares.length - 1] < Double.POSITIVE_INFINITY && ascending(squares))) {
      throw new IllegalArgumentException(
          name
              + " must have finite and distinct squares, got "
              + values[0]
              + " to "
              + values[values.length - 1]);
    }
    return new Axis(newName, squares);
  }

  private static boolean ascending(double[] values) {
    for (int i = 1; i < values.length; i++) {
      if (!(values[i] > values[i - 1])) {
        return false;
      }
    }
    return true;
  }

  /** Returns the name of the parameter. */
  public String name() {
    return name;
  }

  /** Returns the number of values. */
  public int size() {
    return values.length;
  }

  /** Returns value i. */
  public double get(int i) {
    return values[i];
  }

  /** Returns a copy of the values. */
  public double[] values() {
    return values.clone();
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
