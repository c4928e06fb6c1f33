package org.deepmft.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.AllFixedPoints.Correlation;
import org.deepmft.meanfield.AllFixedPoints.Length;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The complete list of fixed points: each is one, and its stability is what iteration shows. */
class AllFixedPointsTest {

  private static List<Length> list(
      DualActivation dual, double sigmaW2, double sigmaB2, InitialState start) {
    PhasePoint solved = new PhaseSolver(dual).solve(sigmaW2, sigmaB2, start);
    return AllFixedPoints.of(dual, sigmaW2, sigmaB2, start, solved);
  }

  private static List<Length> list(String name, double sigmaW2, double sigmaB2) {
    return list(Duals.of(Activations.named(name)), sigmaW2, sigmaB2, InitialState.DEFAULT);
  }

  /** c' of two inputs at the fixed variance q. */
  private static double correlationMap(DualActivation dual, double sigmaW2, double q, double c) {
    return 1 - sigmaW2 * dual.g(q, 0.5 * (1 - c)) * (1 - c);
  }

  @ParameterizedTest
  @CsvSource({
    "tanh, 2.5, 0.2, 2",
    "tanh, 1.5, 0.3, 1",
    "tanh, 100, 1, 2",
    "erf, 2, 0.05, 2",
    "erf, 0.7, 0.05, 1",
    "relu, 1.5, 0.3, 1",
    "linear, 0.5, 1, 1"
  })
  void everyListedPointIsFixedWithTheSlopeOfTheMapThere(
      String name, double sigmaW2, double sigmaB2, int correlations) {
    DualActivation dual = Duals.of(Activations.named(name));
    List<Length> list = list(name, sigmaW2, sigmaB2);
    assertEquals(1, list.size());
    Length length = list.get(0);
    double q = length.q();
    assertEquals(q, sigmaW2 * q * dual.vOverQ(q) + sigmaB2, 1e-12 * q);
    double h = 1e-5 * q;
    double rise = (q + h) * dual.vOverQ(q + h) - (q - h) * dual.vOverQ(q - h);
    // A central difference: rounding 1e-15/1e-5, truncation of order 1e-10.
    assertEquals(sigmaW2 * rise / (2 * h), length.slope(), 1e-9 * sigmaW2);
    assertTrue(length.stable());
    assertEquals(correlations, length.correlations().size());
    for (Correlation point : length.correlations()) {
      double c = point.c();
      assertEquals(c, correlationMap(dual, sigmaW2, q, c), 1e-12);
      double e = 1e-6;
      double below = correlationMap(dual, sigmaW2, q, c - 2 * e);
      double middle = correlationMap(dual, sigmaW2, q, c - e);
      // One-sided, as c may be 1; ReLU's second derivative is infinite there: √(2e)·2√2/(3π)·3/2.
      double slope = 2 * (point.c() - middle) / e - (point.c() - below) / (2 * e);
      assertEquals(slope, point.slope(), 1e-3 * sigmaW2);
      assertEquals(Math.abs(point.slope()) < 1, point.stable());
    }
  }

  @Test
  void correlationsAscendFromTheStableOneToTheUnstableOneInTheChaoticPhase() {
    List<Correlation> list = list("tanh", 2.5, 0.2).get(0).correlations();
    assertTrue(list.get(0).c() < 1);
    assertTrue(list.get(0).stable());
    assertEquals(1, list.get(1).c());
    assertFalse(list.get(1).stable());
    assertTrue(list.get(1).slope() > 1);
  }

  @Test
  void listDoesNotDependOnTheCorrelationOfTheStart() {
    DualActivation dual = Duals.of(Activations.named("erf"));
    List<Length> expected = list(dual, 3, 0.5, InitialState.DEFAULT);
    assertEquals(expected, list(dual, 3, 0.5, new InitialState(1, 1)));
    assertEquals(expected, list(dual, 3, 0.5, new InitialState(0.1, 0)));
  }

  @Test
  void networkWithoutBiasAlsoHasTheZero() {
    List<Length> list = list("erf", 1.5, 0);
    assertEquals(2, list.size());
    Length zero = list.get(0);
    assertEquals(0, zero.q());
    assertFalse(zero.stable());
    assertEquals(6 / Math.PI, zero.slope(), 1e-14);
    assertEquals(List.of(), zero.correlations());
    // (2/π) asin(1/2) = 1/3, so q* = 1/2; E φ'(u_a) φ'(u_b) at c = 0 is (4/π)/(1 + 2q).
    Length positive = list.get(1);
    assertEquals(0.5, positive.q(), 1e-14);
    assertEquals(0, positive.correlations().get(0).c(), 1e-14);
    assertEquals(3 / Math.PI, positive.correlations().get(0).slope(), 1e-14);
  }

  @Test
  void collapsingNetworkHasNothingButTheZero() {
    List<Length> list = list("tanh", 0.5, 0);
    assertEquals(1, list.size());
    assertEquals(0, list.get(0).q());
    assertEquals(0.5, list.get(0).slope(), 1e-14);
    assertTrue(list.get(0).stable());
  }

  @Test
  void divergingNetworkHasNoneOrTheUnstableZero() {
    assertEquals(List.of(), list("relu", 2.5, 0.1));
    assertEquals(List.of(), list("relu", 2, 0.1));
    List<Length> list = list("relu", 2.5, 0);
    assertEquals(List.of(new Length(0, false, 1.25, List.of())), list);
  }
}
