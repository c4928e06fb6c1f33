package org.deepmft.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bump that leaves φ as it was on both sides is seen where nothing else hints at it. */
class BumpTest {

  /**
   * φ = x + b, b = a exp(-k (x - m)²), x ~ N(0, q): E φ'² = 1 + 2 E b' + E b'², both in closed
   * form.
   */
  @ParameterizedTest
  @CsvSource({"100, 3", "5000, 3", "5000, -5.3", "20000, 0.7", "1e6, -5.3", "1e6, 9.1"})
  void narrowBumpsAreResolved(double k, double m) {
    double a = 0.2;
    Activation phi = Activations.named("x+%s*exp(-%s*(x-(%s))^2)".formatted(a, k, m));
    assertFalse(phi.odd());
    DualActivation dual = new TabulatedDual(phi);
    for (double q : new double[] {0.5, 4, 30}) {
      double wide = 1 + 2 * k * q;
      double slope = 2 * a * k * m * Math.exp(-k * m * m / wide) / Math.pow(wide, 1.5);
      double wider = 1 + 4 * k * q;
      double square =
          4
              * a
              * a
              * k
              * k
              * Math.exp(-2 * k * m * m / wider)
              / Math.sqrt(wider)
              * (q / wider + m * m / (wider * wider));
      double exact = 1 + 2 * slope + square;
      assertEquals(exact, dual.g(q, 0), 1e-12 * exact, "q = " + q);
    }
  }
}
