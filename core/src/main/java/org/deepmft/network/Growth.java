package org.deepmft.network;

import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.PairSignal;
import org.deepmft.propagation.PairSlopes;
import org.deepmft.propagation.Stretch;

/**
 * By what factors layers multiply, backwards, the variances of the gradients of a and b and their
 * covariance; forwards, a small change of q, and what they do to a circle of inputs.
 *
 * <p>Weights of one layer know nothing of those of another, so factors of layers in a row multiply
 * and those of a residual block add.
 *
 * @param a factor of the gradient variance of a
 * @param b of b
 * @param ab of their covariance
 * @param length dq'/dq of a
 * @param stretch of a circle whose signals have a's variance
 */
record Growth(Magnitude a, Magnitude b, Magnitude ab, Magnitude length, Stretch stretch) {

  static final Growth ONE = same(Magnitude.of(1), Magnitude.of(1), Stretch.NONE);

  private static Growth same(Magnitude back, Magnitude length, Stretch stretch) {
    return new Growth(back, back, back, length, stretch);
  }

  /** σ_w² fan-out/fan-in backwards, σ_w² forwards. */
  static Growth dense(double sigmaW2, double fanOutOverFanIn) {
    Magnitude back = Magnitude.of(sigmaW2 * fanOutOverFanIn);
    return same(back, Magnitude.of(sigmaW2), Stretch.by(sigmaW2));
  }

  static Growth activation(PairSlopes slopes, double dv, double d2Phi2) {
    return new Growth(
        Magnitude.of(slopes.aa()),
        Magnitude.of(slopes.bb()),
        Magnitude.of(slopes.ab()),
        Magnitude.of(dv),
        Stretch.of(slopes.aa(), d2Phi2));
  }

  /** 1/(1 - p); different units are dropped for a and b, so the covariance keeps its size. */
  static Growth dropout(double probability) {
    Magnitude alone = Magnitude.of(1 / (1 - probability));
    return new Growth(
        alone, alone, Magnitude.of(1), alone, probability == 0 ? Stretch.NONE : Stretch.ROUGH);
  }

  /** Gradients do not see it. */
  static Growth noise(double variance) {
    return same(Magnitude.of(1), Magnitude.of(1), variance == 0 ? Stretch.NONE : Stretch.ROUGH);
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
    return new Growth(a, one.over(k.qbMagnitude()), a.times(half), Magnitude.ZERO, Stretch.by(a));
  }

  /** Returns the factors of other layers and these behind them. */
  Growth after(Growth before) {
    return new Growth(
        a.times(before.a),
        b.times(before.b),
        ab.times(before.ab),
        length.times(before.length),
        before.stretch.then(stretch));
  }

  private Growth times(double factor) {
    return new Growth(
        a.times(factor),
        b.times(factor),
        ab.times(factor),
        length.times(factor),
        stretch.then(Stretch.by(factor)));
  }

  /** Returns the factors of skip x + branch F(x), where these are F's. */
  Growth residual(double skip, double branch) {
    Growth through = times(branch * branch);
    Magnitude past = Magnitude.of(skip * skip);
    return new Growth(
        through.a.plus(past),
        through.b.plus(past),
        through.ab.plus(past),
        through.length.plus(past),
        through.stretch.plus(Stretch.by(past)));
  }
}
