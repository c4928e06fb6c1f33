package org.deepmft.kernel;

/**
 * Any pairs, layer by layer, each by itself.
 *
 * @param recursion the layers
 * @param inputs the inputs
 */
record RecursivePairs(KernelRecursion recursion, Inputs inputs) implements PairKernel {

  @Override
  public int outputs() {
    return 2 * recursion.stored();
  }

  @Override
  public void pair(int a, int b, double w, double[] out) {
    recursion.pair(inputs.q(a), inputs.q(b), w, out);
  }
}
