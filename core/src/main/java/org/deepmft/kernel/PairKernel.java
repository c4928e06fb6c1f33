package org.deepmft.kernel;

/** The kernels of pairs of inputs, wherever they are stored. */
interface PairKernel {

  /**
   * Fills 1 - c and Θ_ab of a pair.
   *
   * @param a the first input
   * @param b the second
   * @param w the tangent of a quarter of the angle between them
   * @param out [2 stored]: 1 - c, Θ, 1 - c, ...
   */
  void pair(int a, int b, double w, double[] out);
}
