package org.deepmft.initialisation;

import org.deepmft.gaussian.DualActivation;

/**
 * The layer that a uniform network repeats: dropout, dense map, norm (formulas in the package's
 * documentation).
 *
 * <p>The duals are taken at q up to their table's end, beyond which V/q and G hardly change.
 *
 * @param dual the duals
 * @param sigmaW2 σ_w², positive
 * @param sigmaB2 σ_b²
 * @param drop p, the probability of dropping, in [0, 1)
 * @param norm whether a norm before the activation pins q to 1
 */
public record UniformLayer(
    DualActivation dual, double sigmaW2, double sigmaB2, double drop, boolean norm) {

  /** Below this y two inputs are one to double precision. */
  private static final double SMALLEST = 1e-20;

  private static final int BISECTIONS = 56;

  /** How far a factor may be from 1 that is 1 in exact arithmetic. */
  private static final double ROUNDING = 1e-11;

  /** q_z/q. */
  private double growth(double q) {
    double at = Math.min(q, dual.qMax());
    double bias = sigmaB2 + sigmaW2 * dual.v0() / (1 - drop);
    return sigmaW2 * dual.vOverQ(at) / (1 - drop) + (bias == 0 ? 0 : bias / q);
  }

  /** Returns q'. */
  public double q(double q) {
    return norm ? 1 : q == 0 ? sigmaB2 + sigmaW2 * dual.v0() / (1 - drop) : q * growth(q);
  }

  /**
   * Returns 1 - c'.
   *
   * @param q the variance before
   * @param oneMinusC 1 - c before
   */
  public double oneMinusC(double q, double oneMinusC) {
    double at = Math.min(q, dual.qMax());
    double parts = sigmaW2 * dual.g(at, 0.5 * oneMinusC) * oneMinusC;
    if (drop > 0) {
      double v = dual.vOverQ(at) + (dual.v0() == 0 ? 0 : dual.v0() / q);
      parts += sigmaW2 * v * drop / (1 - drop);
    }
    return Math.min(parts / growth(q), 2);
  }

  /** Returns the factor of the gradient's variance from the next layer to one of variance q. */
  public double gradient(double q) {
    double chi = sigmaW2 * dual.g(Math.min(q, dual.qMax()), 0) / (1 - drop);
    return norm ? chi / (q * growth(q)) : chi;
  }

  /** Returns dq'/dq. */
  public double slope(double q) {
    return norm ? 0 : sigmaW2 * dual.dv(Math.min(q, dual.qMax())) / (1 - drop);
  }

  /** Returns ξ_grad = 1/|ln χ₁| in layers at a fixed q, infinite where χ₁ = 1. */
  public double xiGrad(double q) {
    double chi1 = gradient(q);
    return Math.abs(chi1 - 1) <= ROUNDING ? Double.POSITIVE_INFINITY : 1 / Math.abs(Math.log(chi1));
  }

  /** Returns the slope of the map of c at c = 1 without dropout; χ₁ at a fixed q. */
  private double stretch(double q) {
    return sigmaW2 * dual.g(Math.min(q, dual.qMax()), 0) / growth(q);
  }

  /**
   * Returns ξ_c = -1/ln χ_c in layers, infinite where the edge is met. A q that is not fixed is
   * taken as if a norm held it.
   */
  public double xiC(double q) {
    if (drop == 0 && Math.abs(stretch(q) - 1) <= ROUNDING) {
      return Double.POSITIVE_INFINITY;
    }
    double at = Math.min(q, dual.qMax());
    return -1 / Math.log(sigmaW2 * dual.d(at, 0.5 * oneMinusCStar(q)) / growth(q));
  }

  /**
   * Returns 1 - c*, the limit from c0 in [0, 1), at a fixed q: the map is concave in 1 - c and does
   * not fall at 0, so it crosses the diagonal once.
   */
  public double oneMinusCStar(double q) {
    if (drop == 0 && stretch(q) <= 1) {
      return 0;
    }
    double low = 2 * SMALLEST;
    double high = 1;
    if (oneMinusC(q, high) >= high * (1 - ROUNDING)) {
      return high; // c = 0 is fixed
    }
    for (int step = 0; step < BISECTIONS; step++) {
      double middle = Math.sqrt(low * high);
      if (oneMinusC(q, middle) > middle) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.sqrt(low * high);
  }

  /**
   * Returns the power law by which inputs become alike on the edge, {coefficient, power} of 1 - c ~
   * coefficient/l^power; NaN where 1 - c does not change.
   *
   * <p>With 1 - c' = (1 - c)(1 - a (1 - c)^k), 1 - c ~ (k a l)^(-1/k): k = 1 and a = σ_w² q E
   * φ''²/2 for smooth φ, k = 1/2 where φ has kinks (9π²/(2 l²) for ReLU).
   *
   * @param q the fixed variance, 1 behind a norm
   */
  public double[] powerLaw(double q) {
    double share = sigmaW2 / growth(q);
    double chi2 = dual.d2Phi2(q);
    if (!Double.isNaN(chi2)) {
      double a = 0.5 * share * q * chi2;
      return new double[] {a == 0 ? Double.NaN : 1 / a, 1};
    }
    double near = 1e-10;
    double a = -2 * share * dual.yDg(q, near) / Math.sqrt(2 * near);
    return new double[] {4 / (a * a), 2};
  }
}
