package org.deepmft.cpu;

/**
 * A product that neither underflows nor overflows: mantissa · 2^(512 exponent). No logarithm is
 * taken until somebody asks for it.
 *
 * <p>Relative error: half an ulp a factor. A factor may be 0 or negative, but of no larger size
 * than 2^256.
 */
final class ScaledProduct {

  private static final int UNIT = 512;
  private static final double LARGE = 0x1p256;
  private static final double UP = 0x1p512;
  private static final double LN_UNIT = UNIT * Math.log(2);

  private double mantissa = 1;
  private long exponent;

  void set(double value) {
    mantissa = value;
    exponent = 0;
    normalise();
  }

  void set(ScaledProduct other) {
    mantissa = other.mantissa;
    exponent = other.exponent;
  }

  void times(double factor) {
    mantissa *= factor;
    double size = Math.abs(mantissa);
    if (!(size > 1 / LARGE && size < LARGE)) {
      normalise();
    }
  }

  void times(ScaledProduct other) {
    exponent += other.exponent;
    times(other.mantissa);
  }

  /** Multiplies by the n-th power of a factor. */
  void timesPower(double factor, int n) {
    double square = factor;
    long shift = 0;
    for (int rest = n; rest > 0; rest >>= 1) {
      if ((rest & 1) != 0) {
        exponent += shift;
        times(square);
      }
      square *= square;
      shift *= 2;
      double size = Math.abs(square);
      if (size > LARGE) {
        square /= UP;
        shift++;
      } else if (size < 1 / LARGE && size > 0) {
        square *= UP;
        shift--;
      }
    }
  }

  private void normalise() {
    double size = Math.abs(mantissa);
    if (size == 0) {
      exponent = 0;
    } else if (size <= 1 / LARGE) {
      mantissa *= UP;
      exponent--;
    } else if (size >= LARGE) {
      mantissa /= UP;
      exponent++;
    }
  }

  /** Returns the mantissa, which is the number itself where {@link #ordinary} holds. */
  double mantissa() {
    return mantissa;
  }

  /** Returns whether the number is between 2^-256 and 2^256, or 0. */
  boolean ordinary() {
    return exponent == 0;
  }

  /** Returns the number, as near as a double comes. */
  double value() {
    long shift = Math.max(-2200, Math.min(2200, UNIT * exponent));
    return exponent == 0 ? mantissa : Math.scalb(mantissa, (int) shift);
  }

  /** Returns ln|x|; -∞ at 0. */
  double ln() {
    return Math.log(Math.abs(mantissa)) + exponent * LN_UNIT;
  }
}
