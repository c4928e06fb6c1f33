package org.deepmft.kernel;

import java.util.Arrays;

/** Tile products as loops that the compiler turns into vector instructions: rows of b are added. */
final class PlainProduct implements TileProduct {

  @Override
  public void multiply(double[] a, double[] b, double[] c) {
    Arrays.fill(c, 0, SIZE * SIZE, 0);
    for (int i = 0; i < SIZE; i++) {
      int row = i * SIZE;
      for (int k = 0; k < SIZE; k += 4) {
        addRows(a, row + k, b, k * SIZE, c, row);
      }
    }
  }

  /** Adds four rows of b, each times its factor in a. */
  private static void addRows(double[] a, int at, double[] b, int from, double[] c, int row) {
    double f0 = a[at];
    double f1 = a[at + 1];
    double f2 = a[at + 2];
    double f3 = a[at + 3];
    for (int j = 0; j < SIZE; j++) {
      c[row + j] +=
          f0 * b[from + j]
              + f1 * b[from + SIZE + j]
              + f2 * b[from + 2 * SIZE + j]
              + f3 * b[from + 3 * SIZE + j];
    }
  }
}
