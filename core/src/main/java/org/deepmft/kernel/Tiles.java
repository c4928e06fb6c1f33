package org.deepmft.kernel;

import static org.deepmft.kernel.TileProduct.SIZE;

import java.util.Arrays;

/** Parts of a matrix of rows as tiles; beyond the matrix a tile holds 0. */
final class Tiles {

  private Tiles() {}

  /** Returns how many tiles cover a length. */
  static int count(int length) {
    return (length + SIZE - 1) / SIZE;
  }

  /** Copies the part that begins at (row, column) and ends before column end. */
  static void copy(double[][] rows, int row, int lastRow, int column, int end, double[] tile) {
    int width = Math.min(SIZE, end - column);
    for (int i = 0; i < SIZE; i++) {
      int filled = row + i < lastRow ? width : 0;
      if (filled > 0) {
        System.arraycopy(rows[row + i], column, tile, i * SIZE, filled);
      }
      Arrays.fill(tile, i * SIZE + filled, (i + 1) * SIZE, 0);
    }
  }

  /** Writes the transpose of a tile. */
  static void transpose(double[] tile, double[] transposed) {
    int block = 16;
    for (int i0 = 0; i0 < SIZE; i0 += block) {
      for (int j0 = 0; j0 < SIZE; j0 += block) {
        for (int i = i0; i < i0 + block; i++) {
          for (int j = j0; j < j0 + block; j++) {
            transposed[j * SIZE + i] = tile[i * SIZE + j];
          }
        }
      }
    }
  }
}
