package org.deepmft.activation;

import java.util.List;

/**
 * A line with at most one kink, at the origin: φ(x) = a x for x &lt; 0 and b x for x &gt; 0.
 *
 * <p>ReLU is (0, 1), the linear activation (1, 1). These are the positively homogeneous
 * activations, φ(λx) = λφ(x) for λ &gt; 0, so their duals do not depend on q.
 *
 * @param name the name of the activation
 * @param formula its formula for people
 * @param negativeSlope a
 * @param positiveSlope b
 */
public record PiecewiseLinear(
    String name, String formula, double negativeSlope, double positiveSlope) implements Activation {

  /** The rectifier, φ(x) = max(x, 0). */
  public static final PiecewiseLinear RELU = new PiecewiseLinear("relu", "max(x, 0)", 0, 1);

  /** The identity, φ(x) = x. */
  public static final PiecewiseLinear LINEAR = new PiecewiseLinear("linear", "x", 1, 1);

  @Override
  public double value(double x) {
    return x < 0 ? negativeSlope * x : positiveSlope * x;
  }

  @Override
  public double derivative(double x) {
    if (x == 0) {
      return 0.5 * (negativeSlope + positiveSlope);
    }
    return x < 0 ? negativeSlope : positiveSlope;
  }

  @Override
  public double secondDerivative(double x) {
    return 0;
  }

  @Override
  public List<Kink> kinks() {
    return negativeSlope == positiveSlope ? List.of() : List.of(new Kink(0, 1));
  }
}
