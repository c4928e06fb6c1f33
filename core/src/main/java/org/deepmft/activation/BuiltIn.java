package org.deepmft.activation;

import java.util.List;
import org.deepmft.activation.expression.NamedExpression;

/**
 * An activation that has a name, with its parameters.
 *
 * @param name the name
 * @param parameters its parameters and their default values, in order
 * @param maker makes the activation from the name it goes by and the values of the parameters
 */
public record BuiltIn(String name, List<Parameter> parameters, Maker maker) {

  /** Largest size of a parameter. */
  private static final double LARGEST = 1e6;

  /**
   * A parameter.
   *
   * @param name the name
   * @param byDefault its value where none is given
   */
  public record Parameter(String name, double byDefault) {}

  /** Makes an activation. */
  public interface Maker {
    /** Returns the activation that goes by a name, for values of the parameters. */
    Activation make(String name, double[] values);
  }

  /** Returns an activation that a formula gives; parameters in it are written {@code {name}}. */
  static BuiltIn formula(String name, String text, Parameter... parameters) {
    return new BuiltIn(
        name,
        List.of(parameters),
        (as, values) -> {
          String filled = text;
          for (int k = 0; k < values.length; k++) {
            filled = filled.replace("{" + parameters[k].name + "}", "(" + values[k] + ")");
          }
          return NamedExpression.of(as, filled);
        });
  }

  /** Returns the activation with the default values. */
  public Activation byDefault() {
    return maker.make(name, parameters.stream().mapToDouble(Parameter::byDefault).toArray());
  }

  /**
   * Returns the activation for given values.
   *
   * @param words the values, separated by commas
   * @throws IllegalArgumentException if they are not one finite number a parameter, at most 1e6 in
   *     size
   */
  Activation with(String words) {
    String[] parts = words.split(",", -1);
    String rule =
        name + " takes " + parameters.size() + " number" + (parameters.size() > 1 ? "s" : "");
    if (parts.length != parameters.size()) {
      throw new IllegalArgumentException(rule + ", got '" + words + "'");
    }
    double[] values = new double[parts.length];
    for (int k = 0; k < parts.length; k++) {
      String rest = parameters.get(k).name + " of " + name;
      try {
        values[k] = Double.parseDouble(parts[k].strip());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            rest + " must be a number, got '" + parts[k].strip() + "'", e);
      }
      if (!(Math.abs(values[k]) <= LARGEST)) {
        throw new IllegalArgumentException(
            rest + " must be finite and at most 1e6 in size, got " + values[k]);
      }
      parts[k] = Double.toString(values[k]).replaceAll("\\.0$", "");
    }
    return maker.make(name + "(" + String.join(",", parts) + ")", values);
  }
}
