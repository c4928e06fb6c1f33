package org.deepmft.kernel;

/** The kernels of pairs of inputs of one data set, wherever they are stored. Thread-safe. */
public sealed interface PairKernel permits ComposedPairs, ClosedFormPairs, RecursivePairs {

  /** Returns how many numbers a pair has: two for each place that is stored. */
  int outputs();

  /**
   * Fills 1 - c and Θ_ab of a pair; of homogeneous networks Θ_ab/√(q_a q_b).
   *
   * @param a the first input
   * @param b the second
   * @param w the tangent of a quarter of the angle between them
   * @param out [2 stored]: 1 - c, Θ, 1 - c, ...
   */
  void pair(int a, int b, double w, double[] out);
}
