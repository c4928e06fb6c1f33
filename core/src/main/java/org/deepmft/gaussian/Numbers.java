package org.deepmft.gaussian;

import java.util.Arrays;

/** An array that is written or read from front to back. */
final class Numbers {

  private final double[] all;
  private int next;

  /** Begins at the front of an array. */
  Numbers(double[] all) {
    this.all = all;
  }

  /** Returns the array itself. */
  double[] all() {
    return all;
  }

  /** Returns how many have been written or read. */
  int taken() {
    return next;
  }

  /** Writes numbers. */
  Numbers put(double... some) {
    System.arraycopy(some, 0, all, next, some.length);
    next += some.length;
    return this;
  }

  /** Reads a number. */
  double take() {
    return all[next++];
  }

  /** Reads a matrix. */
  double[][] take(int rows, int columns) {
    double[][] some = new double[rows][];
    for (int i = 0; i < rows; i++) {
      some[i] = Arrays.copyOfRange(all, next, next + columns);
      next += columns;
    }
    return some;
  }
}
