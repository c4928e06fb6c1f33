package org.deepmft.activation.expression;

import java.util.List;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Kink;

/**
 * An expression known by a name of its own.
 *
 * @param name the name
 * @param expression what it computes
 */
public record NamedExpression(String name, Expression expression) implements Activation {

  /**
   * Returns a named expression.
   *
   * @param name the name
   * @param text its expression in x
   */
  public static NamedExpression of(String name, String text) {
    return new NamedExpression(name, Expression.parse(text));
  }

  @Override
  public String formula() {
    return expression.formula();
  }

  @Override
  public double value(double x) {
    return expression.value(x);
  }

  @Override
  public double derivative(double x) {
    return expression.derivative(x);
  }

  @Override
  public double secondDerivative(double x) {
    return expression.secondDerivative(x);
  }

  @Override
  public void evaluate(double[] x, double[] value, double[] d1, double[] d2, int n) {
    expression.evaluate(x, value, d1, d2, n);
  }

  @Override
  public boolean odd() {
    return expression.odd();
  }

  @Override
  public List<Kink> kinks() {
    return expression.kinks();
  }
}
