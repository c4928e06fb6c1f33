package org.deepmft.activation.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The activations of the literature as expressions, and the built-in ones rewritten. */
class KnownActivationsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gelu | x*normcdf(x) | true | 0",
        "silu | x*sigmoid(x) | true | 0",
        "softplus | softplus(x) | true | 0",
        "sigmoid | sigmoid(x) | true | 0",
        "mish | x*tanh(softplus(x)) | true | 0",
        "elu | where(x>0, x, expm1(x)) | true | 1",
        "selu | 1.0507009873554805*where(x>0, x, 1.6732632423543772*expm1(x)) | false | 1",
        "hard-tanh | min(max(x, -1), 1) | false | 2",
        "leaky-relu | where(x>0, x, 0.01*x) | false | 1",
        "softsign | x/(1+abs(x)) | true | 1",
        "sin | sin(x) | true | 0",
        "arctan | arctan(x) | true | 0",
        "relu6 | min(relu(x), 6) | false | 2",
        "hard-sigmoid | min(max(x/6+0.5, 0), 1) | false | 2",
        "hard-swish | x*min(max(x/6+0.5, 0), 1) | false | 2",
        "relu-squared | relu(x)^2 | true | 1"
      })
  void areAccepted(String name, String text, boolean smooth, int kinks) {
    Expression expression = Expression.parse(text);
    assertEquals(smooth, expression.smooth(), name);
    assertEquals(kinks, expression.kinks().size(), name);
  }

  /** Both sides are within a few units in the last place of the truth, hence 4e-15. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tanh | tanh(x)",
        "erf | erf(x)",
        "relu | relu(x)",
        "relu | max(x, 0)",
        "linear | x"
      })
  void agreeWithTheBuiltIn(String name, String text) {
    Activation builtIn = Activations.named(name);
    Expression expression = Expression.parse(text);
    assertEquals(builtIn.smooth(), expression.smooth());
    for (double x = -6; x <= 6; x += 0.125) {
      assertEquals(builtIn.value(x), expression.value(x), 4e-15);
      assertEquals(builtIn.derivative(x), expression.derivative(x), 4e-15);
      assertEquals(builtIn.secondDerivative(x), expression.secondDerivative(x), 4e-15);
    }
  }

  @Test
  void anExpressionIsKnownByItsText() {
    Expression expression = Expression.parse(" x*( normcdf(x) ) ");
    assertEquals("x*( normcdf(x) )", expression.name());
    assertEquals("x*normcdf(x)", expression.formula());
    assertEquals(expression, Expression.parse("x*( normcdf(x) )"));
  }
}
