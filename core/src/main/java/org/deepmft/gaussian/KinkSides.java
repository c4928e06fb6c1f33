package org.deepmft.gaussian;

import java.util.List;
import org.deepmft.activation.Activation;

/** The values of an activation on both sides of its kinks. */
final class KinkSides {

  private KinkSides() {}

  /**
   * A kink with the one-sided limits there.
   *
   * @param x the place
   * @param order 0 where φ jumps, 1 where φ' does, 2 where φ'' does
   * @param left φ(x-)
   * @param right φ(x+)
   * @param leftSlope φ'(x-)
   * @param rightSlope φ'(x+)
   */
  record Side(double x, int order, double left, double right, double leftSlope, double rightSlope) {

    /** The jump of φ; 0 where it is continuous. */
    double jump() {
      return order == 0 ? right - left : 0;
    }

    /** The jump of φ². */
    double squareJump() {
      return order == 0 ? (right - left) * (right + left) : 0;
    }

    /** The jump of (φ²)'. */
    double squareSlopeJump() {
      return order == 2 ? 0 : 2 * (right * rightSlope - left * leftSlope);
    }
  }

  /** Returns the kinks of an activation. */
  static List<Side> of(Activation activation) {
    return activation.kinks().stream()
        .map(
            kink -> {
              double left = kink.x() - beside(kink.x());
              double right = kink.x() + beside(kink.x());
              boolean jumps = kink.order() == 0;
              return new Side(
                  kink.x(),
                  kink.order(),
                  activation.value(jumps ? left : kink.x()),
                  activation.value(jumps ? right : kink.x()),
                  activation.derivative(kink.order() == 2 ? kink.x() : left),
                  activation.derivative(kink.order() == 2 ? kink.x() : right));
            })
        .toList();
  }

  /** Returns a distance from x that is safely on one side of what double numbers call x. */
  static double beside(double x) {
    return x == 0 ? 1e-25 : 4 * Math.ulp(x);
  }
}
