package org.deepmft.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deepmft.activation.Activations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the answer means where there is no plain fixed point. */
class EdgeCasesTest {

  private static final PhaseSolver RELU = PhaseSolver.of(Activations.named("relu"));
  private static final PhaseSolver LINEAR = PhaseSolver.of(Activations.named("linear"));
  private static final PhaseSolver TANH = PhaseSolver.of(Activations.named("tanh"));
  private static final PhaseSolver ERF = PhaseSolver.of(Activations.named("erf"));

  private static void requireUndefined(PhasePoint point, PhaseField... fields) {
    for (PhaseField field : fields) {
      assertEquals(Double.NaN, point.get(field), field::label);
    }
  }

  private static void requireDivergence(PhasePoint point, double chi1, double cStar) {
    assertEquals(Status.DIVERGES, point.status());
    assertNull(point.phase());
    requireUndefined(point, PhaseField.Q_STAR);
    assertEquals(chi1, point.chi1());
    assertEquals(cStar, point.cStar());
  }

  @Test
  void reluAboveTwoDivergesToFullCorrelation() {
    requireDivergence(RELU.solve(2.5, 0), 1.25, 1);
    requireDivergence(RELU.solve(2.5, 0.1), 1.25, 1);
    PhasePoint point = RELU.solve(2.5, 0);
    assertEquals(0, point.get(PhaseField.ONE_MINUS_C_STAR));
    assertEquals(0, point.get(PhaseField.THETA_STAR));
    assertEquals(Math.log(1.25), point.get(PhaseField.LYAPUNOV));
    assertEquals(1 / Math.log(1.25), point.get(PhaseField.XI_GRAD), 1e-14);
  }

  @Test
  void reluAtTwoDivergesOnlyWithABias() {
    requireDivergence(RELU.solve(2, 0.1), 1, 1);
    PhasePoint edge = RELU.solve(2, 0, new InitialState(0.7, 0.2));
    assertEquals(Status.CONVERGED, edge.status());
    assertEquals(Phase.CRITICAL, edge.phase());
    assertEquals(0.7, edge.qStar());
    assertEquals(1, edge.cStar());
    assertEquals(1, edge.chi1());
    assertEquals(Double.POSITIVE_INFINITY, edge.get(PhaseField.XI_GRAD));
  }

  @Test
  void reluBelowTwoHasOneFixedPoint() {
    PhasePoint point = RELU.solve(1.5, 0.3);
    assertEquals(1.2, point.qStar(), 1e-15);
    assertEquals(Phase.ORDERED, point.phase());
    requireUndefined(point, PhaseField.CHI_2);
    PhasePoint collapsed = RELU.solve(1.5, 0);
    assertEquals(Status.COLLAPSES, collapsed.status());
    assertEquals(Phase.ORDERED, collapsed.phase());
    assertEquals(0, collapsed.qStar());
    assertEquals(1, collapsed.cStar());
    requireUndefined(collapsed, PhaseField.CHI_C, PhaseField.XI_C);
  }

  @Test
  void linearAtOneFixesEveryState() {
    PhasePoint point = LINEAR.solve(1, 0, new InitialState(3, 0.25));
    assertEquals(Status.CONVERGED, point.status());
    assertEquals(Phase.CRITICAL, point.phase());
    assertEquals(3, point.qStar());
    assertEquals(0.25, point.cStar());
    requireDivergence(LINEAR.solve(1, 0.1), 1, 1);
  }

  @Test
  void linearAboveOneMixesItsCorrelationWithTheBias() {
    double q0 = 2;
    double c0 = 0.3;
    PhasePoint point = LINEAR.solve(1.5, 0.2, new InitialState(q0, c0));
    // Variance and covariance are both multiplied by 1.5 and raised by 0.2 a layer.
    double variance = q0;
    double covariance = q0 * c0;
    for (int l = 0; l < 200; l++) {
      variance = 1.5 * variance + 0.2;
      covariance = 1.5 * covariance + 0.2;
    }
    requireDivergence(point, 1.5, point.cStar());
    assertEquals(covariance / variance, point.cStar(), 1e-14);
    assertEquals(0.3, LINEAR.solve(1.5, 0, new InitialState(q0, c0)).cStar(), 1e-15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tanh", "erf", "relu", "linear"})
  void networkWithoutWeightsHasTheVarianceOfItsBiases(String name) {
    PhasePoint point = PhaseSolver.of(Activations.named(name)).solve(0, 0.37);
    assertEquals(Status.CONVERGED, point.status());
    assertEquals(0.37, point.qStar());
    assertEquals(0, point.chi1());
    assertEquals(1, point.cStar());
    assertEquals(Phase.ORDERED, point.phase());
  }

  @ParameterizedTest
  @CsvSource({
    "tanh, 0.5, 0.5, ORDERED",
    "tanh, 1, 1, CRITICAL",
    "erf, 0.5, 0.6366197723675814, ORDERED"
  })
  void saturatingNetworksWithoutBiasCollapse(
      String name, double sigmaW2, double chi1, Phase phase) {
    PhasePoint point = PhaseSolver.of(Activations.named(name)).solve(sigmaW2, 0);
    assertEquals(Status.COLLAPSES, point.status());
    assertEquals(phase, point.phase());
    assertEquals(0, point.qStar());
    assertEquals(chi1, point.chi1(), 1e-14);
    assertTrue(point.cStar() > 0 && point.cStar() < 1, () -> "c* = " + point.cStar());
    assertEquals(1 - point.cStar(), point.get(PhaseField.ONE_MINUS_C_STAR), 1e-15);
    requireUndefined(point, PhaseField.CHI_C, PhaseField.XI_C);
    assertTrue(point.get(PhaseField.XI_Q) > 0, () -> "xi_q = " + point.get(PhaseField.XI_Q));
  }

  /** CLI.md: a bound is null only where |1 - dq'/dq| or |χ₁ - 1| is below 1e-6. */
  @Test
  void everyDefinedNumberAwayFromCriticalityHasABound() {
    List<PhasePoint> points =
        List.of(
            TANH.solve(0.5, 0),
            RELU.solve(1.5, 0),
            RELU.solve(2.5, 0),
            LINEAR.solve(1.5, 0.2),
            LINEAR.solve(0.5, 0),
            TANH.solve(2.5, 0.2),
            TANH.solve(0, 0.3));
    for (PhasePoint point : points) {
      for (PhaseField bound : PhaseField.values()) {
        if (bound.label().endsWith("_error")) {
          String of = bound.name().substring(0, bound.name().length() - "_ERROR".length());
          boolean defined = !Double.isNaN(point.get(PhaseField.valueOf(of)));
          assertEquals(defined, point.get(bound) >= 0, () -> bound.label() + " of " + point);
        }
      }
    }
  }

  @Test
  void fullCorrelationStaysInTheChaoticPhase() {
    for (PhaseSolver solver : List.of(TANH, ERF)) {
      PhasePoint point = solver.solve(3, 0.1, new InitialState(1, 1));
      assertEquals(Phase.CHAOTIC, point.phase());
      assertEquals(1, point.cStar());
      assertEquals(0, point.get(PhaseField.ONE_MINUS_C_STAR));
      assertEquals(point.chi1(), point.chiC());
      assertTrue(point.chi1() > 1);
    }
  }

  @Test
  void fixedPointBeyondTheTableIsSaidNotToConverge() {
    PhasePoint point = TANH.solve(2e6, 0.1);
    assertEquals(Status.NOT_CONVERGED, point.status());
    assertNull(point.phase());
    requireUndefined(point, PhaseField.values());
    assertEquals(Status.NOT_CONVERGED, TANH.solve(0, 2e6).status());
    assertEquals(Status.CONVERGED, ERF.solve(2e6, 0.1).status());
  }

  @Test
  void varianceThatOverflowsIsNoConvergence() {
    PhasePoint point = RELU.solve(1, Double.MAX_VALUE);
    assertEquals(Status.NOT_CONVERGED, point.status());
    assertNull(point.phase());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -1, -1e-300, Double.POSITIVE_INFINITY})
  void variancesThatAreNoneAreRefused(double value) {
    String rule = " must be finite and >= 0, got " + value;
    assertEquals("sigma_w2" + rule, refusal(() -> TANH.solve(value, 1)));
    assertEquals("sigma_b2" + rule, refusal(() -> TANH.solve(1, value)));
    assertEquals("sigma_b2" + rule, refusal(() -> RELU.solve(1, value)));
  }

  @Test
  void initialStatesThatAreNoneAreRefused() {
    for (double q0 : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertEquals("q0 must be finite and > 0, got " + q0, refusal(() -> new InitialState(q0, 0)));
    }
    for (double c0 : new double[] {-1e-9, 1.0000001, Double.NaN}) {
      assertEquals("c0 must lie in [0, 1], got " + c0, refusal(() -> new InitialState(1, c0)));
    }
  }

  private static String refusal(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }
}
