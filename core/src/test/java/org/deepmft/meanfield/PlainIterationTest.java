package org.deepmft.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answer is the limit of the plain iteration: here it is iterated, layer by layer. */
class PlainIterationTest {

  private static final int LAYERS = 1_000_000;

  /** The iteration rounds at every layer; its fixed point moves by that over 1 - slope. */
  private static final double ROUNDING = 2e-14;

  /** The state after some layers. */
  record State(double q, double y) {}

  /** Applies the two maps until the state no longer changes by a bit, or so many times. */
  private static State iterate(
      DualActivation dual, double sigmaW2, double sigmaB2, State start, int layers) {
    double q = start.q;
    double y = start.y;
    for (int l = 0; l < layers; l++) {
      double next = sigmaW2 * q * dual.vOverQ(q) + sigmaB2;
      double nextY = y == 0 ? 0 : q / next * sigmaW2 * dual.g(q, y) * y;
      if (next == q && nextY == y) {
        break;
      }
      q = next;
      y = nextY < 1e-200 ? 0 : nextY;
    }
    return new State(q, y);
  }

  private static void compare(
      List<String> failures,
      Activation activation,
      DualActivation dual,
      double sigmaW2,
      double sigmaB2,
      InitialState start) {
    PhasePoint point = new PhaseSolver(dual).solve(sigmaW2, sigmaB2, start);
    State limit = iterate(dual, sigmaW2, sigmaB2, new State(start.q(), start.y()), LAYERS);
    String where = activation.name() + " (" + sigmaW2 + ", " + sigmaB2 + ") from " + start;
    double fold = 1 - sigmaW2 * dual.dv(limit.q);
    double qError = Math.abs(point.qStar() / limit.q - 1);
    if (!(qError <= ROUNDING / fold)) {
      failures.add(where + ": q* " + point.qStar() + " for " + limit.q);
    }
    double oneMinusC = point.get(PhaseField.ONE_MINUS_C_STAR);
    double gap = Math.min(1, fold) * (1 - point.chiC());
    boolean agrees =
        limit.y == 0 ? oneMinusC == 0 : Math.abs(oneMinusC / (2 * limit.y) - 1) <= ROUNDING / gap;
    if (!agrees) {
      failures.add(where + ": 1 - c* " + oneMinusC + " for " + 2 * limit.y);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tanh", "erf", "relu"})
  void answerIsTheLimitOfAMillionLayers(String name) {
    Activation activation = Activations.named(name);
    DualActivation dual = Duals.of(activation);
    SplittableRandom random = new SplittableRandom(name.hashCode());
    List<String> failures = new ArrayList<>();
    double sigmaW2Max = name.equals("relu") ? 1.99 : 50;
    for (int i = 0; i < 14; i++) {
      double sigmaW2 = sigmaW2Max * Math.pow(10, -2 * random.nextDouble());
      double sigmaB2 = Math.pow(10, 1 - 4 * random.nextDouble());
      double q0 = Math.pow(10, 4 * random.nextDouble() - 2);
      double c0 = random.nextDouble();
      compare(failures, activation, dual, sigmaW2, sigmaB2, InitialState.DEFAULT);
      compare(failures, activation, dual, sigmaW2, sigmaB2, new InitialState(q0, c0));
      compare(failures, activation, dual, sigmaW2, sigmaB2, new InitialState(q0, 0));
      compare(failures, activation, dual, sigmaW2, sigmaB2, new InitialState(q0, 1));
    }
    assertEquals(List.of(), failures);
  }

  /** Where χ₁ is 1 ± 1e-3 the iteration needs 1e5 layers, and gets them. */
  @ParameterizedTest
  @CsvSource({
    "tanh, 1.7574, 0.05",
    "tanh, 1.7645, 0.05",
    "tanh, 1.001, 1e-5",
    "erf, 1.3731, 0.05",
    "erf, 1.3786, 0.05",
    "erf, 0.8, 0",
    "tanh, 1.1, 0"
  })
  void answerIsTheLimitNextToTheCriticalLine(String name, double sigmaW2, double sigmaB2) {
    Activation activation = Activations.named(name);
    List<String> failures = new ArrayList<>();
    for (double c0 : new double[] {0.9, 0.1, 1}) {
      InitialState start = new InitialState(2, c0);
      compare(failures, activation, Duals.of(activation), sigmaW2, sigmaB2, start);
    }
    assertEquals(List.of(), failures);
  }

  /** Where V falls or V/q rises there may be several fixed points, and steps that pass one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gelu",
        "silu",
        "mish",
        "sin(x)",
        "x/(1+x^2)",
        "x*exp(-x^2)",
        "x*exp(-x^2) + x^3/(200+x^2)", // V rises, falls and rises
        "exp(-x^2) + x^3/(200+x^2)" // V falls and rises
      })
  void lengthIsTheLimitOfAMillionLayersWhereTheMapIsNotMonotone(String name) {
    DualActivation dual = Duals.of(Activations.named(name));
    PhaseSolver solver = new PhaseSolver(dual);
    SplittableRandom random = new SplittableRandom(name.hashCode());
    List<String> failures = new ArrayList<>();
    int compared = 0;
    for (int i = 0; i < 167; i++) {
      double sigmaW2 = 0.1 * Math.pow(200, random.nextDouble());
      double sigmaB2 = 1e-4 * Math.pow(2e4, random.nextDouble());
      InitialState start = new InitialState(0.01 * Math.pow(3000, random.nextDouble()), 1);
      double limit = length(dual, sigmaW2, sigmaB2, start.q());
      PhasePoint point = solver.solve(sigmaW2, sigmaB2, start);
      String where = name + " (" + sigmaW2 + ", " + sigmaB2 + ") from " + start + ": ";
      if (limit > dual.qMax()) {
        if (point.status() == Status.CONVERGED) {
          failures.add(where + point.qStar() + ", but the iteration leaves the table");
        }
        compared++;
        continue;
      }
      double fold = Math.abs(1 - sigmaW2 * dual.dv(limit));
      if (fold >= 1e-5) {
        if (!(Math.abs(point.qStar() / limit - 1) <= ROUNDING / Math.min(1, fold))) {
          failures.add(where + "q* " + point.qStar() + " for " + limit);
        }
        compared++;
      }
    }
    assertEquals(List.of(), failures);
    assertTrue(compared >= 160, compared + " points compared");
  }

  /** Applies the length map until q no longer changes but by rounding, or a million times. */
  private static double length(DualActivation dual, double sigmaW2, double sigmaB2, double q0) {
    double q = q0;
    double before = Double.NaN;
    for (int l = 0; l < LAYERS && q <= dual.qMax(); l++) {
      double next = sigmaW2 * (dual.v0() + q * dual.vOverQ(q)) + sigmaB2;
      if (next == q || next == before) {
        break;
      }
      before = q;
      q = next;
    }
    return q;
  }

  @Test
  void answerDoesNotDependOnWhereSaturatingNetworksStart() {
    PhaseSolver solver = PhaseSolver.of(Activations.named("tanh"));
    PhasePoint reference = solver.solve(2.5, 0.2);
    for (double q0 : new double[] {1e-6, 0.1, 7, 1e5}) {
      for (double c0 : new double[] {0, 0.3, 0.999999}) {
        PhasePoint point = solver.solve(2.5, 0.2, new InitialState(q0, c0));
        for (PhaseField field : PhaseField.values()) {
          assertEquals(reference.get(field), point.get(field), field::label);
        }
      }
    }
  }
}
