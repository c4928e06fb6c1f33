package org.deepmft.activation;

import java.util.List;
import java.util.Optional;

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

  /** How near to each other places are looked at on |x| &lt;= 10: bumps that narrow are missed. */
  private static final double NEAR = 1.0 / 512;

  /** The rectifier, φ(x) = max(x, 0). */
  public static final PiecewiseLinear RELU = new PiecewiseLinear("relu", "max(x, 0)", 0, 1);

  /** The identity, φ(x) = x. */
  public static final PiecewiseLinear LINEAR = new PiecewiseLinear("linear", "x", 1, 1);

  /**
   * Returns the rectifier that leaks: φ(x) = x for x &gt; 0, slope times x for x &lt; 0.
   *
   * @param name the name it goes by
   * @param slope the slope left of 0
   */
  public static PiecewiseLinear leaky(String name, double slope) {
    return new PiecewiseLinear(name, "where(x>0, x, " + slope + "*x)", slope, 1);
  }

  /**
   * Returns an activation as a line with at most one kink at 0, if that is what it is.
   *
   * @param activation any activation
   */
  public static Optional<PiecewiseLinear> of(Activation activation) {
    if (activation instanceof PiecewiseLinear itself) {
      return Optional.of(itself);
    }
    double left = -activation.value(-1);
    double right = activation.value(1);
    for (double x = 1e-4; x < 1e4; x *= 1.03) {
      if (!lines(activation, left, right, x)) {
        return Optional.empty();
      }
    }
    for (double x = NEAR; x < 10; x += NEAR) {
      if (!lines(activation, left, right, x)) {
        return Optional.empty();
      }
    }
    boolean atZero =
        activation.value(0) == 0 && activation.kinks().stream().allMatch(k -> k.x() == 0);
    return atZero
        ? Optional.of(new PiecewiseLinear(activation.name(), activation.formula(), left, right))
        : Optional.empty();
  }

  private static boolean lines(Activation activation, double left, double right, double x) {
    return Math.abs(activation.value(x) - right * x) <= 4 * Math.ulp(right * x)
        && Math.abs(activation.value(-x) + left * x) <= 4 * Math.ulp(left * x);
  }

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
