package org.deepmft.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deepmft.activation.Activations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How activations behave far from 0. */
class AsymptoteTest {

  private static Asymptote of(String activation) {
    return Asymptote.of(Activations.named(activation));
  }

  @ParameterizedTest
  @CsvSource({
    "tanh, 0, 0",
    "gelu, 0, 1",
    "softplus(x) - 5, 0, 1",
    "selu, 0, 1.0507009873554805",
    "'where(x>0, x, 0.1*x)', 0.1, 1",
    "softplus(x) - x + 5, -1, 0",
    "tanh(x) + 1e-4*x, 1e-4, 1e-4",
    "'max(x - 1000, 0)', 0, 1",
    "softsign, 0, 0",
    "log(1 + x^2), 0, 0",
    "(1 + x^2)^0.25, 0, 0",
    "x*abs(x), Infinity, Infinity",
    "x^3, Infinity, Infinity"
  })
  void aLineHasItsSlope(String activation, double left, double right) {
    Asymptote asymptote = of(activation);
    assertEquals(left, asymptote.left(), 1e-12);
    assertEquals(right, asymptote.right(), 1e-12);
    assertEquals(asymptote.kappa(), asymptote.gradient(), 0);
  }

  /** The tangent at one place is anything between -30 and 30. */
  @ParameterizedTest
  @CsvSource({"cos(30*x)", "sin(30*x)", "cos(3*x) + tanh(x)", "'where(x>0, cos(20*x), 1)'"})
  void whatOscillatesBetweenBoundsHasSlopeZero(String activation) {
    assertEquals(0, of(activation).kappa(), 0);
  }

  @ParameterizedTest
  @CsvSource({"x + sin(3*x)", "x + cos(3*x)", "x + 10*cos(x)"})
  void aLineWithWavesHasTheSlopeOfTheLineAndNoLimitOfTheGradient(String activation) {
    Asymptote asymptote = of(activation);
    assertEquals(1, asymptote.kappa(), 1e-4);
    assertEquals(asymptote.left(), asymptote.right(), 0);
    assertTrue(Double.isNaN(asymptote.gradient()));
  }
}
