package org.deepmft.activation;

import java.util.List;
import java.util.Locale;

/** The built-in activations by name. */
public final class Activations {

  private static final List<Activation> BUILT_IN =
      List.of(new Tanh(), new Erf(), PiecewiseLinear.RELU, PiecewiseLinear.LINEAR);

  private Activations() {}

  /** Returns every built-in activation. */
  public static List<Activation> all() {
    return BUILT_IN;
  }

  /**
   * Returns the activation of a name, in any case.
   *
   * @param name such as {@code tanh}
   * @throws IllegalArgumentException if there is none; the message suggests the nearest name
   */
  public static Activation named(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    for (Activation activation : BUILT_IN) {
      if (activation.name().equals(wanted)) {
        return activation;
      }
    }
    List<String> names = BUILT_IN.stream().map(Activation::name).toList();
    throw new IllegalArgumentException(
        "activation must be one of "
            + String.join(", ", names)
            + ", got '"
            + name.replaceAll("\\p{Cntrl}", "?")
            + "'; did you mean "
            + Nearest.closest(wanted, names)
            + "?");
  }
}
