package org.deepmft.activation.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every rule of the grammar, by the value at x = 3. */
class ParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 + 2*x | 7",
        "(1+2)*x | 9",
        "10-x-2 | 5",
        "12/x/2 | 2",
        "12/x*2 | 8",
        "2^x^2 | 512",
        "(2^x)^2 | 64",
        "-x^2 | -9",
        "(-x)^2 | 9",
        "2^-x | 0.125",
        "2^-x^2 | 0.001953125",
        "2*-x | -6",
        "--x | 3",
        "+x | 3",
        "1--x | 4",
        "-2*x | -6",
        "6/-x | -2",
        "x^0 | 1",
        "x^-1*3 | 1",
        ".5 + 1. | 1.5",
        "2e2 + 1E-1 | 200.1",
        "1e+1 | 10",
        "  x\t* 2 | 6",
        "pi | 3.141592653589793",
        "e | 2.718281828459045",
        "e^0 | 1",
        "where(x<3, 1, 2) | 2",
        "where(x<=3, 1, 2) | 1",
        "where(x>3, 1, 2) | 2",
        "where(x>=3, 1, 2) | 1",
        "where(x+1 > 2*1, x, 1/0*0+1) | 3",
        "where(x>0, x, log(-x)) | 3",
        "min(x, 2) | 2",
        "max(x, 2) | 3",
        "abs(-x) | 3",
        "sign(-x) | -1",
        "sign(0*x) | 0",
        "relu(-x) | 0",
        "relu(x) | 3",
        "exp(x-3) | 1",
        "expm1(x-3) | 0",
        "log(x-2) | 0",
        "log1p(x-3) | 0",
        "sqrt(x+1) | 2",
        "sin(x-3) | 0",
        "cos(x-3) | 1",
        "tan(x-3) | 0",
        "sinh(x-3) | 0",
        "cosh(x-3) | 1",
        "tanh(x-3) | 0",
        "sigmoid(x-3) | 0.5",
        "softplus(x-3) | 0.6931471805599453",
        "atan(x-2) | 0.7853981633974483",
        "arctan(x-2) | 0.7853981633974483",
        "asinh(x-3) | 0",
        "erf(x-3) | 0",
        "erfc(x-3) | 1",
        "normcdf(x-3) | 0.5"
      })
  void evaluates(String text, double expected) {
    assertEquals(expected, Parser.parse(text).value(3), 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "((x)) | x", "x-(1-x) | x - (1 - x)", "(x-1)-x | x - 1 - x", "(x^2)^3 | (x^2)^3",
            "x^(2^3) | x^2^3",
        "(-x)^2 | (-x)^2", "-(x^2) | -x^2", "-(x*2) | -(x*2)", "x*(2/x) | x*(2/x)",
            "x/(1+abs(x)) | x/(1 + abs(x))",
        "where(x>=0,1,-x) | where(x >= 0, 1, -x)", "max(x,.5) | max(x, 0.5)", "x^(-2) | x^-2"
      })
  void printsWithTheFewestParentheses(String text, String printed) {
    assertEquals(printed, Parser.parse(text).print());
  }

  @Test
  void theLimitsThemselvesAreAllowed() {
    Parser.parse("x+".repeat(249) + "x" + " ".repeat(501));
    Parser.parse("(".repeat(99) + "x" + ")".repeat(99));
  }
}
