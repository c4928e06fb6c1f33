package org.deepmft.initialisation;

/**
 * Two inputs of equal norm and their gradients through a uniform network.
 *
 * @param q variance of the pre-activations at layers 0 to L
 * @param oneMinusC 1 - c there
 * @param lnGradient ln of the gradient's variance there, relative to layer L
 */
public record Journey(double[] q, double[] oneMinusC, double[] lnGradient) {

  /**
   * Follows the layers.
   *
   * @param layer the layer that is repeated
   * @param depth how often, at least 1
   * @param q0 the variance at layer 0
   * @param c0 the correlation at layer 0
   */
  public static Journey of(UniformLayer layer, int depth, double q0, double c0) {
    double[] q = new double[depth + 1];
    double[] oneMinusC = new double[depth + 1];
    double[] lnGradient = new double[depth + 1];
    q[0] = q0;
    oneMinusC[0] = 1 - c0;
    for (int l = 0; l < depth; l++) {
      q[l + 1] = layer.q(q[l]);
      oneMinusC[l + 1] = layer.oneMinusC(q[l], oneMinusC[l]);
    }
    for (int l = depth - 1; l >= 0; l--) {
      lnGradient[l] = lnGradient[l + 1] + Math.log(layer.gradient(q[l]));
    }
    return new Journey(q, oneMinusC, lnGradient);
  }

  /** Returns ln of the gradient's variance at layer 1 relative to layer L. */
  public double lnGradientAtFirst() {
    return lnGradient[1];
  }
}
