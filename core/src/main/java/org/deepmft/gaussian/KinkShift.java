package org.deepmft.gaussian;

import org.deepmft.activation.Erf;
import org.deepmft.gaussian.KinkSides.Side;
import org.deepmft.gaussian.PairDual.Slopes;

/**
 * What a small difference of norms changes in E φ'_a φ'_b at a kink off 0: the two pre-activations
 * reach it at places that differ by δ = 2κ sinh(r/4) standard deviations, κ = k/√q. With d ~ N(0,
 * v), v = 2(1 - c), ψ the standard normal density and J the jump of φ' or φ, to first order in r
 *
 * <pre>
 * φ' jumps:  -½ J² ψ(κ) (E|d - δ| - E|d|)
 * φ jumps:    (J²/q) ψ(κ) (e^(-δ²/2v) - 1)/√(2πv)
 * ∫ E|d - δ| dv = ⅓ E|d - δ|³,   ∫ e^(-δ²/2v)/√(2πv) dv = E|d - δ|
 * </pre>
 *
 * @param weight J² ψ(κ), over q where φ jumps
 * @param jumps whether φ jumps
 * @param delta δ
 */
record KinkShift(double weight, boolean jumps, double delta) {

  private static final double ROOT = Math.sqrt(2 / Math.PI);
  private static final Erf ERF = new Erf();

  /** Below this √v/δ the limit serves. */
  private static final double SMALLEST = 1e-100;

  /** Above this δ/√v no noise reaches across. */
  private static final double FAR = 9;

  /** Returns the shift at one kink. */
  static KinkShift of(Side kink, double q, double r) {
    double place = kink.x() / Math.sqrt(q);
    boolean jumps = kink.order() == 0;
    double jump =
        jumps ? kink.jump() : kink.order() == 1 ? kink.rightSlope() - kink.leftSlope() : 0;
    double density = Math.exp(-0.5 * place * place) / Math.sqrt(2 * Math.PI);
    return new KinkShift(
        jump * jump * density / (jumps ? q : 1), jumps, Math.abs(2 * place * Math.sinh(r / 4)));
  }

  /** Returns what it adds to the slopes. */
  Slopes at(double oneMinusC) {
    double sigma = Math.sqrt(2 * oneMinusC);
    if (weight == 0 || sigma < SMALLEST * delta || delta == 0) {
      double shift = jumps ? 0 : -0.5 * weight * delta;
      return new Slopes(shift, shift);
    }
    double x = delta / sigma;
    if (jumps) {
      double here = Math.expm1(-0.5 * x * x) * ROOT / (2 * sigma);
      return new Slopes(weight * (first(x) - x) / sigma, weight * here);
    }
    return new Slopes(-weight * sigma * third(x) / 6, -0.5 * weight * sigma * first(x));
  }

  /** E|n - x| - E|n|. */
  private static double first(double x) {
    return ROOT * Math.expm1(-0.5 * x * x) + x * ERF.value(x / Math.sqrt(2));
  }

  /** E|n - x|³ - x³ - E|n|³. */
  private static double third(double x) {
    if (x > FAR) {
      return 3 * x - 2 * ROOT;
    }
    double e = Math.exp(-0.5 * x * x);
    return ROOT * ((x * x + 2) * e - 2)
        + (x * x * x + 3 * x) * ERF.value(x / Math.sqrt(2))
        - x * x * x;
  }
}
