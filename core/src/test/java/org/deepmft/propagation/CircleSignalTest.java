package org.deepmft.propagation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  private static Stretch activation(DualActivation dual, double q) {
    return Stretch.of(dual.g(q, 0), dual.d2Phi2(q));
  }

  /** poole2016, eqs. 9 and 10, at q*. */
  @Test
  void lengthAndCurvatureFollowTheRecursionOfPooleEtAl() {
    Activation tanh = Activations.named("tanh");
    PhasePoint point = PhaseSolver.of(tanh).solve(4, 0.3);
    double chi1 = point.chi1();
    double chi2 = point.get(PhaseField.CHI_2);
    Stretch layer = activation(Duals.of(tanh), point.qStar()).then(Stretch.by(4));
    assertEquals(1, layer.chi1().value() / chi1, 1e-12);
    assertEquals(1, layer.chi2().value() / chi2, 1e-12);
    CircleSignal circle = CircleSignal.great(point.qStar());
    double curvature2 = 1 / point.qStar();
    double g = point.qStar();
    for (int l = 1; l <= 20; l++) {
      circle = circle.through(layer);
      curvature2 = curvature2 / chi1 + 3 * chi2 / (chi1 * chi1);
      g *= chi1;
      double length = 2 * Math.PI * Math.sqrt(g);
      assertEquals(1, circle.length().value() / length, 1e-11);
      assertEquals(1, circle.curvature().value() / Math.sqrt(curvature2), 1e-11);
      assertEquals(1, circle.gaussLength().value() / length / Math.sqrt(curvature2), 1e-11);
    }
    assertTrue(chi1 > 1, "chaotic, so the length grows");
    double limit = Math.sqrt(3 * chi2 / (chi1 * chi1) / (1 - 1 / chi1));
    assertEquals(1, circle.curvature().value() / limit, 0.01, "the curvature tends to a constant");
  }

  @Test
  void lengthsBeyondTheDoublesKeepTheirLogarithm() {
    CircleSignal circle = CircleSignal.great(1);
    Stretch layer = Stretch.of(3, 2);
    for (int l = 0; l < 2000; l++) {
      circle = circle.through(layer);
    }
    assertEquals(1000 * Math.log(3) + Math.log(2 * Math.PI), circle.length().ln(), 1e-9);
    assertEquals(Math.sqrt(1), circle.curvature().value(), 1e-12); // 3 · 2/9/(1 - 1/3)
  }

  /** The covariance along the circle itself, by central differences of the correlation map. */
  @ParameterizedTest
  @ValueSource(strings = {"tanh", "gelu", "silu"})
  void theExpansionIsThatOfTheCovariance(String name) {
    DualActivation dual = Duals.of(Activations.named(name));
    double q = 1.3;
    double delta = 0.02;
    CircleSignal circle = CircleSignal.great(q).through(activation(dual, q));
    double y1 = Math.pow(Math.sin(delta / 2), 2);
    double y2 = Math.pow(Math.sin(delta), 2);
    // K(0) - K(Δ) = 2 q y G(q, y).
    double k1 = 2 * q * y1 * dual.g(q, y1);
    double k2 = 2 * q * y2 * dual.g(q, y2);
    double d2 = delta * delta;
    double g = (16 * k1 - k2) / (6 * d2);
    double m = (8 * k1 - 2 * k2) / (d2 * d2);
    assertEquals(circle.metric().value(), g, 1e-6 * g, "error of order Δ⁴");
    double curvature2 = circle.curvature2().value();
    assertEquals(curvature2, m / (g * g), 2e-2 * curvature2, "error of order Δ²");
  }

  @Test
  void layersInARowAndSumsOfSignalsCompose() {
    Stretch a = Stretch.of(1.3, 0.4);
    Stretch b = Stretch.of(0.7, 0.2);
    CircleSignal start = new CircleSignal(Magnitude.of(2), Magnitude.of(0.6));
    CircleSignal one = start.through(a).through(b);
    CircleSignal both = start.through(a.then(b));
    assertEquals(1, both.metric().over(one.metric()).value(), 1e-15);
    assertEquals(1, both.curvature2().over(one.curvature2()).value(), 1e-15);
    // m = κ² g² of the sum is the sum of both, for the two know nothing of each other
    CircleSignal sum = start.through(a.plus(b));
    double m = 0;
    for (Stretch part : new Stretch[] {a, b}) {
      CircleSignal through = start.through(part);
      m += through.curvature2().value() * Math.pow(through.metric().value(), 2);
    }
    assertEquals(m, sum.curvature2().value() * Math.pow(sum.metric().value(), 2), 1e-14 * m);
  }

  @Test
  void kinksHaveNoCurvatureAndNoiseNoLength() {
    CircleSignal kinked =
        CircleSignal.great(1).through(activation(Duals.of(Activations.named("relu")), 1));
    assertTrue(Double.isNaN(kinked.curvature().value()));
    assertEquals(2 * Math.PI * Math.sqrt(0.5), kinked.length().value(), 1e-15);
    CircleSignal rough = CircleSignal.great(1).through(Stretch.ROUGH);
    assertTrue(Double.isNaN(rough.length().value()));
    assertTrue(Double.isNaN(rough.curvature().value()));
  }
}
