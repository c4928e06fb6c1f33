package org.deepmft.propagation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CircleSignalTest {

  /** poole2016, eqs. 9 and 10, at q*. */
  @Test
  void lengthAndCurvatureFollowTheRecursionOfPooleEtAl() {
    Activation tanh = Activations.named("tanh");
    DualActivation dual = Duals.of(tanh);
    PhasePoint point = PhaseSolver.of(tanh).solve(4, 0.3);
    double chi1 = point.chi1();
    double chi2 = point.get(PhaseField.CHI_2);
    CircleSignal circle = CircleSignal.great(point.qStar());
    double curvature2 = 1 / point.qStar();
    double g = point.qStar();
    for (int layer = 1; layer <= 20; layer++) {
      circle = circle.afterActivation(dual).dense(4, 0.3);
      curvature2 = curvature2 / chi1 + 3 * chi2 / (chi1 * chi1);
      g *= chi1;
      assertEquals(1, circle.length() / (2 * Math.PI * Math.sqrt(g)), 1e-11);
      assertEquals(1, circle.curvature() / Math.sqrt(curvature2), 1e-11);
    }
    assertTrue(chi1 > 1, "chaotic, so the length grows");
    double limit = Math.sqrt(3 * chi2 / (chi1 * chi1) / (1 - 1 / chi1));
    assertEquals(1, circle.curvature() / limit, 0.01, "the curvature tends to a constant");
  }

  /** The covariance along the circle itself, by central differences of the correlation map. */
  @ParameterizedTest
  @ValueSource(strings = {"tanh", "gelu", "silu"})
  void theExpansionIsThatOfTheCovariance(String name) {
    DualActivation dual = Duals.of(Activations.named(name));
    double q = 1.3;
    double delta = 0.02;
    CircleSignal circle = CircleSignal.great(q).afterActivation(dual);
    double y1 = Math.pow(Math.sin(delta / 2), 2);
    double y2 = Math.pow(Math.sin(delta), 2);
    // K(0) - K(Δ) = 2 q y G(q, y).
    double k1 = 2 * q * y1 * dual.g(q, y1);
    double k2 = 2 * q * y2 * dual.g(q, y2);
    double d2 = delta * delta;
    double g = (16 * k1 - k2) / (6 * d2);
    double m = (8 * k1 - 2 * k2) / (d2 * d2);
    assertEquals(circle.g(), g, 1e-6 * g, "error of order Δ⁴");
    assertEquals(circle.m(), m, 2e-2 * m, "error of order Δ²");
  }

  /**
   * A random network of width N: the polygon of 256 signals along a great circle. The squared
   * length is a mean over N independent rows, so its relative standard deviation after one layer is
   * below √(3/N) = 0.04; at five deviations a false alarm has probability below 1e-6.
   */
  @Test
  void aFiniteNetworkHasThisLength() {
    int n = 2000;
    int points = 256;
    Random random = new Random(7);
    DualActivation dual = Duals.of(Activations.named("tanh"));
    double[][] a = new double[2][n];
    for (int i = 0; i < n; i++) {
      a[0][i] = random.nextGaussian();
      a[1][i] = random.nextGaussian();
    }
    double[][] h = new double[points][n];
    for (int p = 0; p < points; p++) {
      double angle = 2 * Math.PI * p / points;
      for (int i = 0; i < n; i++) {
        h[p][i] = Math.tanh(Math.cos(angle) * a[0][i] + Math.sin(angle) * a[1][i]);
      }
    }
    double squares = 0;
    for (int p = 0; p < points; p++) {
      for (int i = 0; i < n; i++) {
        double step = h[(p + 1) % points][i] - h[p][i];
        squares += step * step;
      }
    }
    double measured = squares / n * points / (4 * Math.PI * Math.PI);
    double expected = CircleSignal.great(1).afterActivation(dual).g();
    assertEquals(1, measured / expected, 5 * Math.sqrt(3.0 / n));
  }

  @Test
  void kinksHaveNoCurvature() {
    DualActivation dual = Duals.of(Activations.named("relu"));
    assertTrue(Double.isNaN(CircleSignal.great(1).afterActivation(dual).curvature()));
  }
}
