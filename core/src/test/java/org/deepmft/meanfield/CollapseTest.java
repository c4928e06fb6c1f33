package org.deepmft.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.DirectDual;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The limit of the correlation where q tends to 0, against the plain iteration of the maps with
 * directly integrated duals, whose errors of 1e-15 a layer do not add up as the table's would.
 */
class CollapseTest {

  /** Next to the corner a flow stands for the layers; what it leaves out was measured as 3e-10. */
  private static final double BUDGET = 1e-9;

  private static double oneMinusC(DualActivation dual, double sigmaW2, InitialState start) {
    PhasePoint point = new PhaseSolver(dual).solve(sigmaW2, 0, start);
    assertEquals(Status.COLLAPSES, point.status());
    assertEquals(0, point.qStar());
    return point.get(PhaseField.ONE_MINUS_C_STAR);
  }

  private static void requireWithinBudget(double actual, double exact) {
    double error = Math.abs(actual / exact - 1);
    assertTrue(error <= BUDGET, () -> actual + " for " + exact + ", error " + error);
  }

  /** Iterates until q falls below an end; returns q and 1 - c. */
  private static double[] iterate(
      DualActivation dual, double sigmaW2, InitialState start, double qEnd) {
    double q = start.q();
    double y = start.y();
    while (q > qEnd) {
      double next = sigmaW2 * q * dual.vOverQ(q);
      y *= q / next * sigmaW2 * dual.g(q, y);
      q = next;
    }
    return new double[] {q, 2 * y};
  }

  @ParameterizedTest
  @CsvSource({
    "tanh, 0.3, 1, 0.5",
    "tanh, 0.9, 1, 0.5",
    "tanh, 0.9, 30, 0",
    "tanh, 0.99, 1, 0.9",
    "tanh, 0.995, 0.01, 0.9",
    "tanh, 0.999, 0.01, 0.3",
    "erf, 0.5, 1, 0.5",
    "erf, 0.78, 5, 0.2",
    "erf, 0.785, 1, 0.5"
  })
  void correlationKeepsTheLimitOfTheIteration(String name, double sigmaW2, double q0, double c0) {
    Activation activation = Activations.named(name);
    InitialState start = new InitialState(q0, c0);
    // The drift of c is of order q² a layer, and the sum over the rest of them q²/(1 - σ_w² φ'²).
    double limit = iterate(new DirectDual(activation), sigmaW2, start, 1e-8)[1];
    requireWithinBudget(oneMinusC(Duals.of(activation), sigmaW2, start), limit);
    requireWithinBudget(oneMinusC(Duals.fastest(activation), sigmaW2, start), limit);
  }

  /**
   * At σ_w² φ'(0)² = 1, q falls like 1/(2l). For φ = a (x - x³/3 + ...), to leading order,
   *
   * <pre>
   * dq/dl = -2 q²,   dc/dl = -(2/3) q² c (1 - c²),   so c(0) = c - q c (1 - c²)/3
   * </pre>
   *
   * with a relative error of order q in the last term, so of q² = 1e-10 in c.
   */
  @ParameterizedTest
  @CsvSource({"tanh, 1, 0.5", "tanh, 0.01, 0.9", "erf, 1, 0.1", "erf, 0.01, 0.9"})
  void correlationAtTheCriticalCornerKeepsTheLimitOfTheIteration(
      String name, double q0, double c0) {
    Activation activation = Activations.named(name);
    InitialState start = new InitialState(q0, c0);
    DualActivation direct = new DirectDual(activation);
    double[] end = iterate(direct, 1 / direct.vOverQ(0), start, 1e-5);
    double c = 1 - end[1];
    double limit = end[1] + end[0] * c * (1 - c * c) / 3;
    for (DualActivation dual :
        new DualActivation[] {Duals.of(activation), Duals.fastest(activation)}) {
      double corner = 1 / dual.vOverQ(0);
      double sigmaW2 = corner * dual.vOverQ(0) > 1 ? Math.nextDown(corner) : corner;
      requireWithinBudget(oneMinusC(dual, sigmaW2, start), limit);
    }
  }

  /** There q falls like 1/l², and what is left of the way of c like 1/l, that is like √q. */
  @Test
  void whereTheSecondDerivativeJumpsTheCornerKeepsTheLimitOfTheIteration() {
    DualActivation dual = Duals.of(Activations.named("elu"));
    double[] before = iterate(dual, 1, InitialState.DEFAULT, 4e-10);
    double[] end = iterate(dual, 1, InitialState.DEFAULT, 1e-10);
    double ratio = Math.sqrt(end[0] / before[0]);
    double limit = end[1] + (end[1] - before[1]) * ratio / (1 - ratio);
    PhasePoint point = new PhaseSolver(dual).solve(1, 0);
    double error = Math.abs(point.get(PhaseField.ONE_MINUS_C_STAR) / limit - 1);
    double bound = point.get(PhaseField.ONE_MINUS_C_STAR_ERROR);
    assertTrue(error <= bound, () -> "limit " + limit + ", error " + error + ", bound " + bound);
  }

  /** As c' - c = φ''(0)² (1 - 2c) (1 - c) q/4 and q falls like 1/l, the sum of which diverges. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.9})
  void whereTheSecondDerivativeIsNotZeroCorrelationsCreepToOneHalf(double c0) {
    DualActivation dual = Duals.of(Activations.named("tanh(x)+0.1*x^2"));
    InitialState start = new InitialState(1, c0);
    double before = iterate(dual, 1, start, 1e-3)[1];
    double later = iterate(dual, 1, start, 1e-5)[1];
    assertTrue(Math.abs(later - 0.5) < Math.abs(before - 0.5), before + " then " + later);
    assertEquals(0.5, oneMinusC(dual, 1, start));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.25, 0.9, 1})
  void fullCorrelationStays(double sigmaW2) {
    DualActivation dual = Duals.of(Activations.named("tanh"));
    assertEquals(0.0, oneMinusC(dual, sigmaW2, new InitialState(3, 1)));
    assertEquals(0.0, oneMinusC(dual, sigmaW2, new InitialState(1e300, 1)));
  }
}
