package org.deepmft.kernel;

/**
 * Pairs of inputs of one norm, or in a homogeneous network: functions of their angle alone, all
 * layers in one table.
 *
 * @param table 1 - c, Θ, 1 - c, ... as functions of the tangent of a quarter of the angle
 */
public record ComposedPairs(AngleTable table) implements PairKernel {

  @Override
  public int outputs() {
    return table.functions();
  }

  @Override
  public void pair(int a, int b, double w, double[] out) {
    table.at(w, out);
  }
}
