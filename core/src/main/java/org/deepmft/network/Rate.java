package org.deepmft.network;

import java.util.Locale;

/**
 * How a quantity goes to its limit, or away, from block to block.
 *
 * @param law its law
 * @param limit where it goes; NaN if there is no limit or none is known
 * @param factor of its distance from the limit, or of itself if it grows or vanishes, a block; 1
 *     for other laws than the exponential one
 * @param exponent p of the laws that have one; NaN for others, or if it does not show
 */
public record Rate(Law law, double limit, double factor, double exponent) {

  /** Laws of growth and decay in the number n of blocks. */
  public enum Law {
    /** Does not change any more. */
    CONSTANT,
    /** e^(±n/ξ). */
    EXPONENTIAL,
    /** n^p. */
    POWER_LAW,
    /** (ln n)^p. */
    LOGARITHMIC,
    /** e^(± a n^p), 0 &lt; p &lt; 1. */
    STRETCHED_EXPONENTIAL;

    /** Returns the name that results carry. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Rate constant(double limit) {
    return new Rate(Law.CONSTANT, limit, 1, Double.NaN);
  }

  static Rate exponential(double limit, double factor) {
    return new Rate(Law.EXPONENTIAL, limit, factor, Double.NaN);
  }

  static Rate logarithmic(double limit, double exponent) {
    return new Rate(Law.LOGARITHMIC, limit, 1, exponent);
  }

  static Rate powerLaw(double limit, double exponent) {
    return new Rate(Law.POWER_LAW, limit, 1, exponent);
  }

  static Rate stretched(double limit, double exponent) {
    return new Rate(Law.STRETCHED_EXPONENTIAL, limit, 1, exponent);
  }

  /** Returns ξ = 1/|ln factor| in blocks: infinite for laws slower than the exponential one. */
  public double scale() {
    return law == Law.CONSTANT ? Double.NaN : 1 / Math.abs(Math.log(Math.abs(factor)));
  }
}
