package org.deepmft.activation.expression;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.Stream;
import org.deepmft.activation.Kink;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values and derivatives against mpmath, and the batch against the scalar methods. */
class ExpressionTableTest {

  /**
   * A tail e^(-x²/2) written out by the user multiplies the rounding of x² by x²/2 = 15 at x = 5.5;
   * sums whose terms cancel (φ'' near its roots) lose a digit. Functions alone keep 1e-15.
   */
  private static final double RELATIVE = 2e-14;

  /** What is 0 in 20 digits of the table: differences of terms of order 1. */
  private static final double ABSOLUTE = 1e-15;

  private static final String MIXED =
      "where(x>0.2,x*normcdf(x),min(tanh(3*x),relu(x+1)/(1+x^2))-2^-abs(x))";

  static Stream<String> rows() {
    return ExpressionTable.ROWS.lines().map(String::strip);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void agreesWithMpmath(String line) {
    String[] row = line.split(" \\| ");
    Expression expression = Expression.parse(row[0]);
    double x = Double.parseDouble(row[1]);
    assertAll(
        () -> assertClose(Double.parseDouble(row[2]), expression.value(x), "value"),
        () -> assertClose(Double.parseDouble(row[3]), expression.derivative(x), "derivative"),
        () -> assertClose(Double.parseDouble(row[4]), expression.secondDerivative(x), "second"));
  }

  private static void assertClose(double expected, double actual, String what) {
    double error = Math.abs(actual - expected);
    double allowed = expected == 0 ? ABSOLUTE : RELATIVE * Math.abs(expected);
    assertTrue(error <= allowed, () -> what + ": " + actual + " instead of " + expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 255, 256, 257, 1000})
  void aBatchHasTheBitsOfSinglePoints(int n) {
    Expression expression = Expression.parse(MIXED);
    double[] x = new Random(7).doubles(n, -4, 4).toArray();
    double[] value = new double[n];
    double[] d1 = new double[n];
    double[] d2 = new double[n];
    expression.evaluate(x, value, d1, d2, n);
    for (int i = 0; i < n; i++) {
      assertEquals(expression.value(x[i]), value[i]);
      assertEquals(expression.derivative(x[i]), d1[i]);
      assertEquals(expression.secondDerivative(x[i]), d2[i]);
    }
  }

  /**
   * Central differences with h = 1e-5: truncation h²φ'''/6 is below 1e-8 here, rounding is 1e-16/h
   * = 1e-11 for φ' from φ and for φ'' from φ'.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        MIXED,
        "tanh(x)+0.1*x",
        "(2+sin(x))^(1+tanh(x))",
        "asinh(x)*erfc(x)",
        "tan(0.5*tanh(x))",
        "sqrt(log1p(x^2)+1)",
        "atan(sinh(tanh(x)))",
        "x*exp(-x^2)/cosh(tanh(x))",
        "sign(x)*x^2"
      })
  void derivativesAreThoseOfTheValue(String text) {
    Expression expression = Expression.parse(text);
    double h = 1e-5;
    for (double x = -3.01; x < 3; x += 0.0973) {
      double at = x;
      if (expression.kinks().stream().anyMatch(kink -> Math.abs(kink.x() - at) < 2 * h)) {
        continue;
      }
      double d1 = (expression.value(x + h) - expression.value(x - h)) / (2 * h);
      double d2 = (expression.derivative(x + h) - expression.derivative(x - h)) / (2 * h);
      assertEquals(d1, expression.derivative(x), 1e-8, text + " at " + x);
      assertEquals(d2, expression.secondDerivative(x), 1e-8, text + " at " + x);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x/(1+x^2)",
        "x*tanh(log1p(exp(x)))",
        "x^2",
        "exp(-x^2)",
        "tanh(exp(x))",
        "exp(-exp(x))",
        "1/(1+exp(-x))",
        "1/(1+exp(x)^2)",
        "(1+exp(x))^-2",
        "atan(exp(x))",
        "normcdf(sinh(x))",
        "2^(-x^2)",
        "min(x,exp(x))",
        "where(x<0,exp(x),1)",
        "sinh(x)/cosh(x)",
        "x*erfc(x^2)",
        "sigmoid(x)^2*x",
        "softplus(x)-softplus(-x)",
        "asinh(exp(min(x,9)))",
        "(x^2)^0.5"
      })
  void nothingIsNanWherePhiIsFinite(String text) {
    Expression expression = Expression.parse(text);
    double[] x = Grid.scan();
    double[][] jets = new double[3][x.length];
    expression.evaluate(x, jets[0], jets[1], jets[2], x.length);
    for (double[] row : jets) {
      for (int i = 0; i < x.length; i++) {
        assertTrue(Double.isFinite(row[i]), text + " at " + x[i]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abs(x-0.3)", "relu(x^2-2)", "where(x<=1,x,3*x-2)"})
  void atAKinkTheDerivativeIsTheMean(String text) {
    Expression expression = Expression.parse(text);
    for (Kink kink : expression.kinks()) {
      double at = kink.x();
      double mean = 0.5 * (expression.derivative(at - 1e-9) + expression.derivative(at + 1e-9));
      double[] d1 = new double[1];
      expression.evaluate(new double[] {at}, new double[1], d1, new double[1], 1);
      assertEquals(mean, expression.derivative(at), 1e-8);
      assertArrayEquals(new double[] {expression.derivative(at)}, d1);
    }
  }
}
