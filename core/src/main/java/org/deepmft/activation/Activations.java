package org.deepmft.activation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deepmft.activation.BuiltIn.Parameter;
import org.deepmft.activation.expression.Expression;

/** The built-in activations by name, and any expression in x. */
public final class Activations {

  private static final Map<String, BuiltIn> BUILT_IN = new LinkedHashMap<>();

  static {
    add(new BuiltIn("tanh", List.of(), (name, none) -> new Tanh()));
    add(new BuiltIn("erf", List.of(), (name, none) -> new Erf()));
    add(new BuiltIn("relu", List.of(), (name, none) -> PiecewiseLinear.RELU));
    add(new BuiltIn("linear", List.of(), (name, none) -> PiecewiseLinear.LINEAR));
    add(
        new BuiltIn(
            "leaky-relu",
            List.of(new Parameter("slope", 0.01)),
            (name, slope) -> PiecewiseLinear.leaky(name, slope[0])));
    add(BuiltIn.formula("gelu", "x*normcdf(x)"));
    add(BuiltIn.formula("silu", "x*sigmoid(x)"));
    add(BuiltIn.formula("softplus", "softplus(x)"));
    add(BuiltIn.formula("sigmoid", "sigmoid(x)"));
    add(BuiltIn.formula("hard-tanh", "max(-1,min(1,x))"));
    add(BuiltIn.formula("elu", "where(x>0,x,{alpha}*expm1(x))", new Parameter("alpha", 1)));
    add(BuiltIn.formula("selu", "1.0507009873554805*where(x>0,x,1.6732632423543772*expm1(x))"));
    add(BuiltIn.formula("mish", "x*tanh(softplus(x))"));
    add(BuiltIn.formula("sin", "sin(x)"));
    add(BuiltIn.formula("arctan", "arctan(x)"));
    add(BuiltIn.formula("softsign", "x/(1+abs(x))"));
    add(BuiltIn.formula("sign", "sign(x)"));
  }

  private static final Map<String, String> OTHER_NAMES = Map.of("atan", "arctan", "swish", "silu");

  private static final Pattern CALL = Pattern.compile("([a-z][a-z0-9_-]*)\\s*\\(([^()]*)\\)");

  private Activations() {}

  private static void add(BuiltIn activation) {
    BUILT_IN.put(activation.name(), activation);
  }

  /**
   * Returns an activation given as code.
   *
   * @param name the name by which results know it
   * @param phi φ, pure and finite for |x| &lt;= 1e4
   * @param slope φ'; at a kink, the mean of the two one-sided derivatives
   * @param kinks the places where φ, φ' or φ'' jumps
   * @throws IllegalArgumentException if φ or φ' is not finite somewhere on |x| &lt;= 1e4
   */
  public static Activation of(
      String name, DoubleUnaryOperator phi, DoubleUnaryOperator slope, Kink... kinks) {
    List<Kink> places = Arrays.stream(kinks).sorted(Comparator.comparingDouble(Kink::x)).toList();
    for (double x = 1e-3; x <= 1e4; x *= 1.01) {
      for (double at : new double[] {x, -x}) {
        double both = phi.applyAsDouble(at) + slope.applyAsDouble(at);
        if (!(Math.abs(both) <= Double.MAX_VALUE)) {
          throw new IllegalArgumentException(
              "activation " + name + " must be finite on |x| <= 1e4, and is not at x " + at);
        }
      }
    }
    return new FunctionActivation(name, phi, slope, places);
  }

  /** Returns every built-in activation. */
  public static List<BuiltIn> builtIn() {
    return List.copyOf(BUILT_IN.values());
  }

  /** Returns every built-in activation with the default values of its parameters. */
  public static List<Activation> all() {
    return BUILT_IN.values().stream().map(BuiltIn::byDefault).toList();
  }

  /**
   * Returns the activation of a name, in any case, or of an expression in x.
   *
   * @param words such as {@code tanh}, {@code leaky-relu(0.1)} or {@code x/(1+x^2)}
   * @throws IllegalArgumentException if it is neither; for a word the message suggests the nearest
   *     name, for an expression it says what is wrong with it
   */
  public static Activation named(String words) {
    String wanted = words.strip().toLowerCase(Locale.ROOT);
    BuiltIn builtIn = find(wanted);
    if (builtIn != null) {
      return builtIn.byDefault();
    }
    Matcher call = CALL.matcher(wanted);
    if (call.matches()) {
      builtIn = find(call.group(1));
      if (builtIn != null && !builtIn.parameters().isEmpty()) {
        return builtIn.with(call.group(2));
      }
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

  private static BuiltIn find(String name) {
    return BUILT_IN.get(OTHER_NAMES.getOrDefault(name, name));
  }
}
