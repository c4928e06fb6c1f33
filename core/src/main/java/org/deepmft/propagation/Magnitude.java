package org.deepmft.propagation;

/**
 * A real number whose size may lie beyond the doubles: its value and the logarithm of its size.
 *
 * <p>Where |x| is in [1e-305, 1e305], {@code ln} is ln|value|; beyond, {@code ln} goes on while the
 * value becomes 0 or infinite with the right sign. Relative error there: a few ulp of {@code ln}.
 *
 * @param value the number, as near as a double comes
 * @param ln ln|x|; -∞ at 0
 */
public record Magnitude(double value, double ln) {

  /** The number 0. */
  public static final Magnitude ZERO = new Magnitude(0, Double.NEGATIVE_INFINITY);

  private static final double LARGEST = 1e305;
  private static final double LN_LARGEST = Math.log(LARGEST);

  /** Returns a number that is a double. */
  public static Magnitude of(double value) {
    return new Magnitude(value, Math.log(Math.abs(value)));
  }

  /**
   * Returns a number by its sign and logarithm.
   *
   * @param sign a number of the same sign
   * @param ln ln|x|
   */
  public static Magnitude ofLog(double sign, double ln) {
    return new Magnitude(Math.copySign(Math.exp(ln), sign), ln);
  }

  /** Returns whether the value alone says all. */
  boolean ordinary() {
    return Math.abs(ln) <= LN_LARGEST;
  }

  /** Returns whether the number is 0. */
  public boolean isZero() {
    return ln == Double.NEGATIVE_INFINITY;
  }

  /** Returns this times a double. */
  public Magnitude times(double factor) {
    double product = value * factor;
    double size = Math.abs(product);
    if (ordinary() && size >= 1 / LARGEST && size <= LARGEST) {
      return of(product);
    }
    double sign = Math.copySign(1, value) * Math.copySign(1, factor);
    return ofLog(sign, ln + Math.log(Math.abs(factor)));
  }

  /** Returns this times another. */
  public Magnitude times(Magnitude other) {
    if (other.ordinary()) {
      return times(other.value);
    }
    double sign = Math.copySign(1, value) * Math.copySign(1, other.value);
    return ofLog(sign, ln + other.ln);
  }

  /** Returns this plus another. */
  public Magnitude plus(Magnitude other) {
    if (isZero() || other.isZero()) {
      return isZero() ? other : this;
    }
    double sum = value + other.value;
    if (ordinary() && other.ordinary() && Math.abs(sum) >= 1 / LARGEST) {
      return of(sum);
    }
    Magnitude large = ln >= other.ln ? this : other;
    Magnitude small = large == this ? other : this;
    double ratio = Math.exp(small.ln - large.ln);
    boolean alike = Math.copySign(1, value) == Math.copySign(1, other.value);
    return ofLog(large.value, large.ln + Math.log1p(alike ? ratio : -ratio));
  }

  /** Returns this over another. */
  public Magnitude over(Magnitude other) {
    double ratio = value / other.value;
    double size = Math.abs(ratio);
    return ordinary() && other.ordinary() && size >= 1 / LARGEST && size <= LARGEST
        ? of(ratio)
        : ofLog(Math.copySign(1, value) * Math.copySign(1, other.value), ln - other.ln);
  }

  /** Returns the number with the other sign. */
  public Magnitude negated() {
    return new Magnitude(-value, ln);
  }

  /** Returns this over the sum of both, for numbers that are not negative. */
  double shareWith(Magnitude other) {
    return ordinary() && other.ordinary()
        ? value / (value + other.value)
        : 1 / (1 + Math.exp(other.ln - ln));
  }

  /** Returns e^x - 1. */
  Magnitude expm1() {
    return ordinary() ? of(Math.expm1(value)) : this;
  }

  /** Returns ln(1 + x). */
  Magnitude log1p() {
    return ordinary() ? of(Math.log1p(value)) : this;
  }
}
