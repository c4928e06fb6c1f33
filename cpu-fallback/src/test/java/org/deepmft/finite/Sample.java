package org.deepmft.finite;

import java.util.Arrays;

/**
 * Numbers that independent networks gave, each over what the theory expects of it.
 *
 * @param mean their mean, 1 if the theory is right
 * @param error its standard error
 */
record Sample(double mean, double error) {

  /**
   * Returns the sample of some numbers.
   *
   * @param measured a number a network
   * @param expected what the theory says; where it says 0, as of the gradients of weights where
   *     there are none, they must be 0
   */
  static Sample of(double[] measured, double expected) {
    double[] ratios =
        Arrays.stream(measured).map(x -> x == 0 && expected == 0 ? 1 : x / expected).toArray();
    int n = ratios.length;
    double mean = Arrays.stream(ratios).sum() / n;
    double squares = Arrays.stream(ratios).map(x -> (x - mean) * (x - mean)).sum();
    return new Sample(mean, Math.sqrt(squares / (n - 1) / n));
  }

  /** Returns whether the mean is 1 within t standard errors and an allowance. */
  boolean agrees(double t, double allowance) {
    return Math.abs(mean - 1) <= t * error + allowance;
  }
}
