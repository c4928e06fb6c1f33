package org.deepmft.activation;

import java.util.Comparator;
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
    Activation nearest =
        BUILT_IN.stream()
            .min(Comparator.comparingInt(a -> editDistance(a.name(), wanted)))
            .orElseThrow();
    List<String> names = BUILT_IN.stream().map(Activation::name).toList();
    throw new IllegalArgumentException(
        "activation must be one of "
            + String.join(", ", names)
            + ", got '"
            + name
            + "'; did you mean "
            + nearest.name()
            + "?");
  }

  /** Levenshtein distance, one row at a time. */
  private static int editDistance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
