package org.deepmft.kernel;

import static org.deepmft.kernel.TileProduct.SIZE;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * K + jitter 1 = L Lᵀ by tiles, in place: L takes the lower triangle, the upper one keeps K, and
 * {@link #restore} mirrors it back. Parallel streams, in the pool of the caller.
 */
final class Cholesky {

  private final double[][] rows;
  private final int n;
  private final TileProduct product;
  private final double[] diagonal;
  private final TilePool pool = new TilePool();

  /**
   * Takes a symmetric matrix.
   *
   * @param rows its rows are the first n, their first n columns
   * @param n its size
   * @param product multiplies tiles
   */
  Cholesky(double[][] rows, int n, TileProduct product) {
    this.rows = rows;
    this.n = n;
    this.product = product;
    this.diagonal = new double[n];
    for (int i = 0; i < n; i++) {
      diagonal[i] = rows[i][i];
    }
  }

  /**
   * Factorises.
   *
   * @param jitter is added to the diagonal
   * @param least a pivot must be larger, or the matrix counts as singular
   * @return -1, or the first row whose pivot is not; then only {@link #restore} is left
   */
  int factor(double jitter, double least) {
    for (int i = 0; i < n; i++) {
      rows[i][i] = diagonal[i] + jitter;
    }
    int tiles = Tiles.count(n);
    double[] corner = pool.take();
    double[][] left = new double[tiles][];
    double[][] right = new double[tiles][];
    Arrays.setAll(left, i -> pool.take());
    Arrays.setAll(right, i -> pool.take());
    for (int j = 0; j < tiles; j++) {
      int column = j * SIZE;
      int end = Math.min(n, column + SIZE);
      Tiles.copy(rows, column, n, column, end, corner);
      int failed = factorCorner(corner, end - column, least);
      if (failed >= 0) {
        return column + failed;
      }
      for (int r = column; r < end; r++) {
        System.arraycopy(corner, (r - column) * SIZE, rows[r], column, r - column + 1);
      }
      IntStream.range(j + 1, tiles)
          .parallel()
          .forEach(
              i -> {
                Tiles.copy(rows, i * SIZE, n, column, end, left[i]);
                product.solve(corner, end - column, left[i]);
                paste(left[i], rows, i * SIZE, n, column, end);
                Tiles.transpose(left[i], right[i]);
              });
      int first = j + 1;
      int rest = tiles - first;
      IntStream.range(0, rest * rest)
          .parallel()
          .filter(t -> t % rest <= t / rest)
          .forEach(
              t -> {
                int i = first + t / rest;
                int k = first + t % rest;
                subtract(rows, n, i, k, left[i], right[k]);
              });
    }
    return -1;
  }

  /** of[tile i][tile k] -= left right; in the matrix itself not above the diagonal. */
  private void subtract(double[][] of, int last, int i, int k, double[] left, double[] right) {
    double[] c = pool.take();
    product.multiply(left, right, c);
    for (int r = i * SIZE; r < Math.min(last, (i + 1) * SIZE); r++) {
      int from = k * SIZE;
      int to = Math.min(n, from + SIZE);
      if (of == rows) {
        to = Math.min(to, r + 1);
      }
      int at = (r - i * SIZE) * SIZE - from;
      double[] row = of[r];
      for (int x = from; x < to; x++) {
        row[x] -= c[at + x];
      }
    }
    pool.give(c);
  }

  /** Brings a tile back to where {@link Tiles#copy} took it from. */
  private static void paste(
      double[] tile, double[][] rows, int row, int lastRow, int column, int end) {
    for (int r = row; r < Math.min(lastRow, row + SIZE); r++) {
      System.arraycopy(tile, (r - row) * SIZE, rows[r], column, end - column);
    }
  }

  /** Column by column, each taken from the rows below it; returns the first row that fails. */
  private static int factorCorner(double[] corner, int size, double least) {
    double[] column = new double[size];
    for (int k = 0; k < size; k++) {
      double pivot = corner[k * SIZE + k];
      if (!(pivot > least)) {
        return k;
      }
      double root = Math.sqrt(pivot);
      corner[k * SIZE + k] = root;
      for (int r = k + 1; r < size; r++) {
        corner[r * SIZE + k] /= root;
        column[r] = corner[r * SIZE + k];
      }
      for (int r = k + 1; r < size; r++) {
        double x = column[r];
        int at = r * SIZE;
        for (int i = k + 1; i <= r; i++) {
          corner[at + i] -= x * column[i];
        }
      }
    }
    return -1;
  }

  /** Replaces each row b, of n numbers, by L⁻¹ b. */
  void solveLower(double[][] right) {
    int tiles = Tiles.count(n);
    double[] corner = pool.take();
    double[] left = pool.take();
    for (int i = 0; i < Tiles.count(right.length); i++) {
      int block = i;
      for (int j = 0; j < tiles; j++) {
        int column = j * SIZE;
        int end = Math.min(n, column + SIZE);
        Tiles.copy(rows, column, n, column, end, corner);
        Tiles.copy(right, block * SIZE, right.length, column, end, left);
        product.solve(corner, end - column, left);
        paste(left, right, block * SIZE, right.length, column, end);
        IntStream.range(j + 1, tiles)
            .parallel()
            .forEach(
                k -> {
                  double[] lower = pool.take();
                  double[] transposed = pool.take();
                  Tiles.copy(rows, k * SIZE, n, column, end, lower);
                  Tiles.transpose(lower, transposed);
                  subtract(right, right.length, block, k, left, transposed);
                  pool.give(lower, transposed);
                });
      }
    }
    pool.give(corner, left);
  }

  /** Replaces b by L⁻¹ b. */
  void solveLower(double[] b) {
    for (int column = 0; column < n; column += SIZE) {
      int from = column;
      int end = Math.min(n, from + SIZE);
      for (int i = from; i < end; i++) {
        b[i] = (b[i] - Spectrum.dot(rows[i], b, from, i)) / rows[i][i];
      }
      IntStream.range(end, n).parallel().forEach(i -> b[i] -= Spectrum.dot(rows[i], b, from, end));
    }
  }

  /** Replaces b by L⁻ᵀ b. */
  void solveUpper(double[] b) {
    for (int tile = Tiles.count(n) - 1; tile >= 0; tile--) {
      int from = tile * SIZE;
      int end = Math.min(n, from + SIZE);
      for (int i = end - 1; i >= from; i--) {
        b[i] /= rows[i][i];
        subtract(rows[i], b[i], from, i, b);
      }
      IntStream.range(0, tile)
          .parallel()
          .forEach(
              k -> {
                for (int i = from; i < end; i++) {
                  subtract(rows[i], b[i], k * SIZE, (k + 1) * SIZE, b);
                }
              });
    }
  }

  /** b[from..to] -= x row[from..to]. */
  private static void subtract(double[] row, double x, int from, int to, double[] b) {
    for (int k = from; k < to; k++) {
      b[k] -= x * row[k];
    }
  }

  /** Returns ln det of the factorised matrix. */
  double lnDeterminant() {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += 2 * Math.log(rows[i][i]);
    }
    return sum;
  }

  /** Brings the matrix back, to the bit. */
  void restore() {
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              rows[i][i] = diagonal[i];
              for (int k = 0; k < i; k++) {
                rows[i][k] = rows[k][i];
              }
            });
  }
}
