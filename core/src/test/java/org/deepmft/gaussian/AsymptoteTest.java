package org.deepmft.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.deepmft.activation.Activations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsymptoteTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tanh           | 0        | 0
          gelu           | 0        | 1
          selu           | 0        | 1.0507009873554805
          softsign       | 0        | 0
          cos(x)         | 0        | 0
          3*sin(2*x)     | 0        | 0
          log(1+x^2)     | 0        | 0
          (1+x^2)^0.25   | 0        | 0
          tanh(x)+1e-4*x | 1e-4     | 1e-4
          max(x-1000,0)  | 0        | 1
          max(x,0)^2     | 0        | Infinity
          x*abs(x)       | Infinity | Infinity
          """)
  void slopesAreThoseFarFromZero(String name, double left, double right) {
    assertEquals(new Asymptote(left, right), Asymptote.of(Activations.named(name)));
  }

  @ParameterizedTest
  @CsvSource({"x+10*cos(x)", "x+sin(3*x)"})
  void whatOscillatesAboutALineHasItsSlope(String name) {
    Asymptote found = Asymptote.of(Activations.named(name));
    assertEquals(1, found.left(), 5e-3);
    assertEquals(1, found.right(), 5e-3);
  }
}
