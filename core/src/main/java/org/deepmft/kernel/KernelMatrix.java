package org.deepmft.kernel;

/**
 * One kernel of M training inputs and, below them, of test inputs with the training inputs.
 *
 * @param rows [N][M]; the first M rows are symmetric to the bit
 * @param diagonal [N] the kernel of each input with itself
 */
public record KernelMatrix(double[][] rows, double[] diagonal) {

  /** Returns M. */
  public int size() {
    return rows[0].length;
  }
}
