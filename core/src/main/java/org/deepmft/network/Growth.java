package org.deepmft.network;

import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.PairSignal;
import org.deepmft.propagation.PairSlopes;

/**
 * By what factors layers multiply, backwards, the variances of the gradients of a and b and their
 * covariance; forwards, a small change of q.
 *
 * <p>Weights of one layer know nothing of those of another, so factors of layers in a row multiply
 * and those of a residual block add.
 *
 * @param a factor of the gradient variance of a
 * @param b of b
 * @param ab of their covariance
 * @param length dq'/dq of a
 */
record Growth(Magnitude a, Magnitude b, Magnitude ab, Magnitude length) {

  static final Growth ONE = same(Magnitude.of(1));

  private static Growth same(Magnitude factor) {
    return new Growth(factor, factor, factor, factor);
  }

  /** σ_w² fan-out/fan-in backwards, σ_w² forwards. */
  static Growth dense(double sigmaW2, double fanOutOverFanIn) {
    Magnitude back = Magnitude.of(sigmaW2 * fanOutOverFanIn);
    return new Growth(back, back, back, Magnitude.of(sigmaW2));
  }

  static Growth activation(PairSlopes slopes, double dv) {
    return new Growth(
        Magnitude.of(slopes.aa()),
        Magnitude.of(slopes.bb()),
        Magnitude.of(slopes.ab()),
        Magnitude.of(dv));
  }

  /** 1/(1 - p); different units are dropped for a and b, so the covariance keeps its size. */
  static Growth dropout(double probability) {
    Magnitude alone = Magnitude.of(1 / (1 - probability));
    return new Growth(alone, alone, Magnitude.of(1), alone);
  }

  /**
   * 1/K, without the terms of order 1/width.
   *
   * @param k second moments of what is divided by its root mean square
   */
  static Growth norm(PairSignal k) {
    Magnitude one = Magnitude.of(1);
    Magnitude a = one.over(k.q());
    Magnitude half = Magnitude.ofLog(1, -0.5 * k.lnRatio().value());
    return new Growth(a, one.over(k.qbMagnitude()), a.times(half), Magnitude.ZERO);
  }

  Growth times(Growth next) {
    return new Growth(
        a.times(next.a), b.times(next.b), ab.times(next.ab), length.times(next.length));
  }

  private Growth times(double factor) {
    return new Growth(a.times(factor), b.times(factor), ab.times(factor), length.times(factor));
  }

  /** Returns the factors of skip x + branch F(x), where these are F's. */
  Growth residual(double skip, double branch) {
    Growth through = times(branch * branch);
    Magnitude past = Magnitude.of(skip * skip);
    return new Growth(
        through.a.plus(past),
        through.b.plus(past),
        through.ab.plus(past),
        through.length.plus(past));
  }
}
