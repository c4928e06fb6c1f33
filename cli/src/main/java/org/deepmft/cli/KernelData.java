package org.deepmft.cli;

import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.deepmft.kernel.DataKernel;
import org.deepmft.kernel.Inputs;
import org.deepmft.kernel.TileProduct;
import org.deepmft.store.NpyFile;

/**
 * The data of a kernel, checked.
 *
 * @param inputs training inputs and then test inputs
 * @param training M, the number of training inputs
 * @param targets [outputs][M]; none if there is nothing to predict
 * @param noise variance of the targets' noise
 * @param repeated number of training inputs that are there before
 * @param repetition the first of them, the one it repeats and how many there are, in words; empty
 *     if there is none
 */
record KernelData(
    Inputs inputs,
    int training,
    double[][] targets,
    double noise,
    int repeated,
    String repetition) {

  /** What the rest of the program takes. */
  private static final long ELSEWHERE = 64L << 20;

  /**
   * Reads the data.
   *
   * @param x training inputs
   * @param y their targets, or null
   * @param t test inputs, or null
   * @throws IllegalArgumentException if a file is wrong, with its name and the place, the heap too
   *     small, or nothing can be predicted as inputs repeat others
   */
  static KernelData read(Path x, Path y, Path t, double noise, DataKernel kernel)
      throws IOException {
    NpyFile training = NpyFile.open(x);
    NpyFile test = t == null ? null : NpyFile.open(t);
    NpyFile targets = y == null ? null : NpyFile.open(y);
    if (test != null && test.columns() != training.columns()) {
      throw new IllegalArgumentException(
          t
              + ": must have as many columns as "
              + x
              + ", "
              + training.columns()
              + ", has "
              + test.columns());
    }
    if (targets != null && targets.rows() != training.rows()) {
      throw new IllegalArgumentException(
          y
              + ": must have as many rows as "
              + x
              + ", "
              + training.rows()
              + ", has "
              + targets.rows());
    }
    requireHeap(training, test, kernel);
    double[][] rows = rows(x, training);
    int count = rows.length;
    Map<DoubleBuffer, Integer> places = new HashMap<>();
    int repeated = 0;
    String first = "";
    for (int a = 0; a < count; a++) {
      Integer before = places.putIfAbsent(DoubleBuffer.wrap(rows[a]), a);
      if (before != null) {
        repeated++;
        first = first.isEmpty() ? "row " + a + " repeats row " + before : first;
      }
    }
    String repetition =
        repeated == 0
            ? ""
            : first + " (from 0), and " + repeated + " of " + count + " rows repeat others";
    if (repeated > 0 && y != null && noise == 0 && !kernel.tellsEqualInputsApart()) {
      throw new IllegalArgumentException(
          x
              + ": rows must be different to predict without noise, but "
              + repetition
              + ", so that the kernel, "
              + count
              + " x "
              + count
              + ", is singular; remove them or give --noise V, the variance of the targets' noise");
    }
    if (test != null) {
      double[][] more = rows(t, test);
      rows = Arrays.copyOf(rows, count + more.length);
      System.arraycopy(more, 0, rows, count, more.length);
    }
    double[][] wanted = targets == null ? new double[0][] : targets(y, targets);
    return new KernelData(new Inputs(rows), count, wanted, noise, repeated, repetition);
  }

  private static double[][] rows(Path file, NpyFile npy) throws IOException {
    double[][] rows = npy.read();
    try {
      new Inputs(rows);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
    return rows;
  }

  /** Targets by outputs. */
  private static double[][] targets(Path file, NpyFile npy) throws IOException {
    double[][] rows = npy.read();
    double[][] outputs = new double[npy.columns()][rows.length];
    for (int a = 0; a < rows.length; a++) {
      for (int k = 0; k < outputs.length; k++) {
        if (!(Math.abs(rows[a][k]) <= Double.MAX_VALUE)) {
          throw new IllegalArgumentException(
              file
                  + ": row "
                  + a
                  + ", column "
                  + k
                  + " (from 0) must be finite, got "
                  + rows[a][k]);
        }
        outputs[k][a] = rows[a][k];
      }
    }
    return outputs;
  }

  private static void requireHeap(NpyFile training, NpyFile test, DataKernel kernel) {
    int m = training.rows();
    int count = m + (test == null ? 0 : test.rows());
    long panels = 2L * m * TileProduct.SIZE * Double.BYTES;
    long data = (long) count * training.columns() * Double.BYTES;
    long needed = kernel.bytes(m, count) + panels + data + ELSEWHERE;
    Runtime java = Runtime.getRuntime();
    long free = java.maxMemory() - (java.totalMemory() - java.freeMemory());
    if (needed > free) {
      throw new IllegalArgumentException(
          String.format(
              "kernels of %d inputs need %.1f GB of Java's memory, and %.1f GB are free; take fewer"
                  + " rows or set DEEPMFT_JAVA_OPTIONS=-Xmx%dg",
              m, needed * 1e-9, free * 1e-9, (needed >> 30) + 2));
    }
  }
}
