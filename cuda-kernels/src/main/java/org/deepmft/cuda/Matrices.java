package org.deepmft.cuda;

import jcuda.driver.CUdeviceptr;

/**
 * A batch of matrices in device memory, row-major: element (i, j) of matrix b lies b·stride +
 * i·leading + j elements after the first.
 *
 * <p>Shape [batch][rows][columns]; how many there are and whether they are float or double is said
 * where they are used. A stride of 0 is one matrix that serves the whole batch.
 *
 * @param data the first element
 * @param rows number of rows as they lie in memory, at least 0
 * @param columns number of columns as they lie in memory, at least 0
 * @param leading elements from one row to the next, at least {@code columns} and 1
 * @param stride elements from one matrix to the next, at least 0
 * @param isTransposed whether the transposes of the matrices in memory are meant
 */
record Matrices(
    CUdeviceptr data, int rows, int columns, int leading, long stride, boolean isTransposed) {

  /** Checks the shape. */
  Matrices {
    atLeast("rows", 0, rows);
    atLeast("columns", 0, columns);
    atLeast("leading", Math.max(1, columns), leading);
    atLeast("stride", 0, stride);
  }

  /** Matrices without gaps. */
  Matrices(CUdeviceptr data, int rows, int columns) {
    this(data, rows, columns, Math.max(1, columns), (long) rows * columns, false);
  }

  /** Returns the transposes; nothing moves. */
  Matrices transposed() {
    return new Matrices(data, rows, columns, leading, stride, !isTransposed);
  }

  /** Returns the number of rows after transposing. */
  int height() {
    return isTransposed ? columns : rows;
  }

  /** Returns the number of columns after transposing. */
  int width() {
    return isTransposed ? rows : columns;
  }

  /** Returns the elements from the first to the last of one matrix, both included. */
  long extent() {
    return rows == 0 || columns == 0 ? 0 : (rows - 1L) * leading + columns;
  }

  @Override
  public String toString() {
    String gaps =
        leading == Math.max(1, columns) && stride == (long) rows * columns
            ? ""
            : " leading " + leading + " stride " + stride;
    return "[" + rows + " x " + columns + gaps + "]" + (isTransposed ? "^T" : "");
  }

  private static void atLeast(String name, long least, long value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be >= " + least + ", got " + value);
    }
  }
}
