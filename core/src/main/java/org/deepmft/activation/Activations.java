package org.deepmft.activation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.deepmft.activation.expression.Expression;
import org.deepmft.activation.expression.NamedExpression;

/** The built-in activations by name, and any expression in x. */
public final class Activations {

  private static final Map<String, Supplier<Activation>> BUILT_IN = new LinkedHashMap<>();

  static {
    BUILT_IN.put("tanh", Tanh::new);
    BUILT_IN.put("erf", Erf::new);
    BUILT_IN.put("relu", () -> PiecewiseLinear.RELU);
    BUILT_IN.put("linear", () -> PiecewiseLinear.LINEAR);
    expression("gelu", "x*normcdf(x)");
    expression("silu", "x*sigmoid(x)");
    expression("mish", "x*tanh(softplus(x))");
    expression("softplus", "softplus(x)");
    expression("sigmoid", "sigmoid(x)");
    expression("arctan", "arctan(x)");
  }

  private Activations() {}

  private static void expression(String name, String text) {
    BUILT_IN.put(name, () -> NamedExpression.of(name, text));
  }

  /** Returns every built-in activation. */
  public static List<Activation> all() {
    return BUILT_IN.values().stream().map(Supplier::get).toList();
  }

  /**
   * Returns the activation of a name, in any case, or of an expression in x.
   *
   * @param words such as {@code tanh} or {@code x/(1+x^2)}
   * @throws IllegalArgumentException if it is neither; for a word the message suggests the nearest
   *     name, for an expression it says what is wrong with it
   */
  public static Activation named(String words) {
    String wanted = words.strip().toLowerCase(Locale.ROOT);
    Supplier<Activation> builtIn = BUILT_IN.get(wanted.equals("atan") ? "arctan" : wanted);
    if (builtIn != null) {
      return builtIn.get();
    }
    if (!wanted.matches("[a-z][a-z0-9_-]+|")) {
      return Expression.parse(words);
    }
    throw new IllegalArgumentException(
        "activation must be an expression in x or one of "
            + String.join(", ", BUILT_IN.keySet())
            + ", got '"
            + words.replaceAll("\\p{Cntrl}", "?")
            + "'; did you mean "
            + Nearest.closest(wanted, BUILT_IN.keySet())
            + "?");
  }
}
