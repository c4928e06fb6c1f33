package org.deepmft.gaussian;

import java.util.Optional;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Erf;
import org.deepmft.activation.PiecewiseLinear;

/** The duals of each activation: closed forms where they are known, otherwise the table. */
public final class Duals {

  private Duals() {}

  /**
   * Returns the most accurate duals of an activation.
   *
   * @param activation the activation
   * @throws IllegalArgumentException if the activation is constant
   */
  public static DualActivation of(Activation activation) {
    return of(activation, TableCache.NONE);
  }

  /**
   * Returns the most accurate duals of an activation.
   *
   * @param activation the activation
   * @param cache keeps tables for another time
   * @throws IllegalArgumentException if the activation is constant
   */
  public static DualActivation of(Activation activation, TableCache cache) {
    return activation instanceof Erf ? new ErfDual() : fastest(activation, cache);
  }

  /**
   * Returns the duals with which sweeps are fastest: the table, unless the closed form is simpler.
   *
   * @param activation the activation
   * @throws IllegalArgumentException if the activation is constant
   */
  public static DualActivation fastest(Activation activation) {
    return fastest(activation, TableCache.NONE);
  }

  /**
   * Returns the duals with which sweeps are fastest: the table, unless the closed form is simpler.
   *
   * @param activation the activation
   * @param cache keeps tables for another time
   * @throws IllegalArgumentException if the activation is constant
   */
  public static DualActivation fastest(Activation activation, TableCache cache) {
    requireUsable(activation);
    return closedForm(activation).orElseGet(() -> new TabulatedDual(activation, cache));
  }

  /** The closed forms that are as exact as the table and cheaper than building it. */
  private static Optional<DualActivation> closedForm(Activation activation) {
    return switch (activation.formula()) {
      case "sin(x)" -> Optional.of(new SineDual());
      case "sign(x)" -> Optional.of(new SignDual());
      default -> PiecewiseLinear.of(activation).map(HomogeneousDual::new);
    };
  }

  /** Places that an activation is judged by, on both sides of 0. */
  private static final double[] PLACES = {1e-9, 1e-6, 1e-3, 0.1, 0.37, 1, 2.7, 10, 100};

  private static void requireUsable(Activation activation) {
    double first = activation.value(0);
    boolean constant = activation.kinks().isEmpty();
    for (double place : PLACES) {
      for (double x : new double[] {-place, place}) {
        double value = activation.value(x);
        if (!(value * value <= Double.MAX_VALUE)) {
          throw new IllegalArgumentException(
              "activation "
                  + activation.name()
                  + " must have a finite square on |x| <= 100, got "
                  + value
                  + " at x "
                  + x);
        }
        constant &= value == first && activation.derivative(x) == 0;
      }
    }
    if (constant) {
      throw new IllegalArgumentException(
          "activation " + activation.name() + " must vary with x, but is constant");
    }
  }
}
