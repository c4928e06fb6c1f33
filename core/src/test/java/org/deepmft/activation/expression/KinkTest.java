package org.deepmft.activation.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import org.deepmft.activation.PiecewiseLinear;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kinks are found where they are, with their order, and nowhere else. */
class KinkTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        // text | place:order ... | smooth
        "x/(1+x^2) | '' | true",
        "tanh(x)+0.1*x | '' | true",
        "sqrt(1+x^2) | '' | true",
        "tanh(1e9*x) | '' | true",
        "x*sigmoid(x) | '' | true",
        "abs(x) | 0.0:1 | false",
        "relu(x) | 0.0:1 | false",
        "sign(x) | 0.0:0 | false",
        "where(x>=0,1,-1) | 0.0:0 | false",
        "max(x,0)^2 | 0.0:2 | true",
        "relu(x)*abs(x) | 0.0:2 | true",
        "abs(x)^3 | '' | true",
        "abs(x)^2 | '' | true",
        "abs(x^2) | '' | true",
        "where(x>0,x,exp(x)-1) | 0.0:2 | true",
        "where(x>0,x,2*expm1(x)) | 0.0:1 | false",
        "x/(1+abs(x)) | 0.0:2 | true",
        "min(max(x,-1),1) | -1.0:1 1.0:1 | false",
        "where(x>0,x,0.01*x) | 0.0:1 | false",
        "where(x>0,x,x) | '' | true",
        "min(x,x) | '' | true",
        "max(x,x+1) | '' | true",
        "max(x,sin(x)) | '' | true",
        "abs(relu(x)) | 0.0:1 | false",
        "relu(abs(x)-1) | -1.0:1 1.0:1 | false",
        "abs(x-0.3)+abs(10*x-3) | 0.3:1 | false",
        "abs(x)+abs(x-1e-7) | 0.0:1 1.0E-7:1 | false",
        "relu(x+9999.99) | -9999.99:1 | false",
        "relu((x-2.5)^2-1e-6) | 2.499:1 2.501:1 | false",
        "sqrt(x^2) | 0.0:1 | false",
        "sqrt((x-0.3)^2) | 0.3:1 | false",
        "abs(x)^1.5 | 0.0:1 | false",
        "relu(x^3) | '' | true",
        "atan(1/x) | 0.0:0 | false",
        "where(x<0,exp(x),1) | 0.0:1 | false",
        "where(x>3.141592653589793,1+cos(x),0) | 3.141592653589793:2 | true",
        // the roots of the rounded functions are 1 and 3 units in the last place off the true ones
        "abs(cos(x/4000)) | -6283.185307179587:1 6283.185307179587:1 | false",
        "1e-12*abs(x) | 0.0:1 | false",
        "min(exp(-x^2),0.5) | -0.832554611157698:1 0.832554611157698:1 | false",
      })
  void findsEveryKink(String text, String kinks, boolean smooth) {
    Expression expression = Expression.parse(text);
    String found =
        expression.kinks().stream()
            .map(kink -> rounded(kink.x()) + ":" + kink.order())
            .collect(Collectors.joining(" "));
    assertEquals(kinks, found, text);
    assertEquals(smooth, expression.smooth(), text);
  }

  /** 15 digits: a root that is no double is one of its two neighbours. */
  private static double rounded(double x) {
    double scale = x == 0 ? 1 : Math.pow(10, 14 - Math.floor(Math.log10(Math.abs(x))));
    double near = Math.rint(x * scale) / scale;
    return Math.abs(near - x) <= 2 * Math.ulp(x) ? near : x;
  }

  @Test
  void sixteenKinksAreAllowed() {
    StringBuilder text = new StringBuilder("x");
    for (int k = 1; k <= 16; k++) {
      text.append("+relu(x-").append(k).append(")/99");
    }
    assertEquals(16, Expression.parse(text.toString()).kinks().size());
  }

  /** At 0 the second branch counts, and x/x would be undefined where 1/x is minus infinity. */
  /** Where x² underflows, (x²)^x is 0 and the square root's slope infinite. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "min((x*x)^x,x*x+tanh(x))",
        "normcdf(where(softplus(1e7+x)>max(x/x,x+pi),sqrt(x*x),x*pi/-1.8e11))",
        "sqrt(x*x)"
      })
  void derivativesAreFiniteWhereSquaresUnderflow(String text) {
    Expression expression = Expression.parse(text);
    for (double x : new double[] {Double.MIN_VALUE, 1e-320, 1e-200, 1e-163, 1e-161}) {
      for (double y : new double[] {-x, x}) {
        assertTrue(Double.isFinite(expression.derivative(y)), "phi'(" + y + ") of " + text);
      }
    }
  }

  @Test
  void minusZeroIsZero() {
    Expression activation = Expression.parse("where(1/x<9,x/x,2)");
    double[] value = {Double.NaN};
    activation.evaluate(new double[] {-0.0}, value, new double[1], new double[1], 1);
    assertEquals(2, value[0]);
    assertEquals(2, activation.value(-0.0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max(x,0)-0.25*min(x,0) | true",
        "x+0.2*exp(-20000*(x-3)^2) | false", // a hundredth wide
        "max(x,0)+0.2*exp(-20000*(x-3.05)^2) | false",
        "max(x,0)+0.2*exp(-20000*(x+7)^2) | false",
      })
  void aLineWithABumpIsNoLine(String text, boolean lines) {
    assertEquals(lines, PiecewiseLinear.of(Expression.parse(text)).isPresent());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tanh(x)+max(0,0.1-abs(x-1)) | false", // the hat stands between two places looked at
        "tanh(x)+max(0,0.1-abs(x-1))-max(0,0.1-abs(x+1)) | true",
        "min(max(x,-1/3),1/3) | true",
        "x*min(exp(-x^2),0.5) | true",
      })
  void anActivationWithAKinkOnOneSideOnlyIsNotOdd(String text, boolean odd) {
    assertEquals(odd, Expression.parse(text).odd());
  }
}
