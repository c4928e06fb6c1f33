package org.deepmft.bench;

import org.deepmft.meanfield.Status;

/**
 * The plain iteration of the length map with the reference backend's V, layer by layer.
 *
 * <p>It ends where a layer changes q by less than {@value #STATIONARY} of it: what is left of its
 * way is that over |1 - dq'/dq|.
 *
 * @param status where it leads; not_converged if that is open after all layers
 * @param q the variance at its end
 * @param layers how many layers it took
 */
record Orbit(Status status, double q, int layers) {

  private static final double STATIONARY = 1e-15;
  private static final double COLLAPSED = 1e-20;

  /**
   * Iterates.
   *
   * @param judge knows the next layer's q
   * @param sigmaW2 σ_w²
   * @param sigmaB2 σ_b²
   * @param q0 the variance of layer 0
   * @param most the largest number of layers
   */
  static Orbit of(Judge judge, double sigmaW2, double sigmaB2, double q0, int most) {
    double q = q0;
    for (int l = 1; l <= most; l++) {
      double next = judge.next(sigmaW2, sigmaB2, q);
      if (!(next <= judge.direct().qMax())) {
        return new Orbit(Status.DIVERGES, next, l);
      }
      if (next < COLLAPSED) {
        return new Orbit(Status.COLLAPSES, 0, l);
      }
      if (Math.abs(next - q) <= STATIONARY * q) {
        return new Orbit(Status.CONVERGED, next, l);
      }
      q = next;
    }
    return new Orbit(Status.NOT_CONVERGED, q, most);
  }
}
