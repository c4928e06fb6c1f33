package org.deepmft.activation;

/** The hyperbolic tangent, φ(x) = tanh x. */
public record Tanh() implements Activation {

  @Override
  public String name() {
    return "tanh";
  }

  @Override
  public String formula() {
    return "tanh(x)";
  }

  @Override
  public double value(double x) {
    return Math.tanh(x);
  }

  /**
   * {@inheritDoc} sech²x = 4 t/(1 + t)² with t = e^(-2|x|), which keeps its relative accuracy in
   * the tails.
   */
  @Override
  public double derivative(double x) {
    double t = Math.exp(-2 * Math.abs(x));
    return 4 * t / ((1 + t) * (1 + t));
  }

  @Override
  public double secondDerivative(double x) {
    return -2 * value(x) * derivative(x);
  }
}
