package org.deepmft.gaussian;

/**
 * Averages of φ = sign over pairs of unequal variances in closed form: norms do not matter to it.
 *
 * <pre>
 * growth = spread = 0,   D = 2/(π √(q_a q_b) sin θ),   D̄ = 2θ/(π √(q_a q_b)(1 - c))
 * </pre>
 *
 * Accurate to a few ulp; infinite at c = 1, D at c = -1 too.
 */
final class SignPairDual implements PairDual {

  @Override
  public Radial radial(double qa, double r) {
    return new Radial(0, 0);
  }

  @Override
  public Slopes slopes(double qa, double r, double oneMinusC) {
    SignDual equal = new SignDual();
    double q = qa * Math.exp(0.5 * r);
    double y = Math.min(1, 0.5 * oneMinusC);
    return new Slopes(equal.g(q, y), equal.d(q, y));
  }
}
