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
    if (constant(activation)) {
      throw new IllegalArgumentException(
          "activation " + activation.name() + " must vary with x, but is constant");
    }
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

  private static boolean constant(Activation activation) {
    for (double x = 1e-3; x < 1e4; x *= 1.37) {
      if (activation.derivative(x) != 0 || activation.derivative(-x) != 0) {
        return false;
      }
    }
    return activation.kinks().isEmpty();
  }
}
