package org.deepmft.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Random;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.DirectDual;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Smooth activations whose V falls, whose V/q rises, or that do not vanish at 0. */
class SmoothActivationsTest {

  private static final int POINTS = 40;
  private static final int LAYERS = 200_000;

  /** Closer to a fold than this the iteration itself has not settled. */
  private static final double FOLD = 1e-3;

  @ParameterizedTest
  @ValueSource(
      strings = {"gelu", "silu", "mish", "softplus", "sigmoid", "arctan", "x/(1+x^2)", "cos(x)"})
  void theLimitIsThatOfThePlainIteration(String name) {
    DualActivation dual = Duals.of(Activations.named(name));
    PhaseSolver solver = new PhaseSolver(dual);
    Random random = new Random(name.hashCode());
    for (int k = 0; k < POINTS; k++) {
      double w2 = 0.2 + 3 * random.nextDouble();
      double b2 = k % 5 == 0 ? 0 : 0.5 * random.nextDouble();
      InitialState start = new InitialState(0.1 + 5 * random.nextDouble(), 0.3);
      PhasePoint point = solver.solve(w2, b2, start);
      double q = start.q();
      for (int l = 0; l < LAYERS && q > 1e-12 && q < 1e5; l++) {
        double next = w2 * (dual.v0() + q * dual.vOverQ(q)) + b2;
        if (next == q) {
          break;
        }
        q = next;
      }
      String where = name + " at " + w2 + ", " + b2 + " from " + start + ": " + point;
      if (q <= 1e-12) {
        assertEquals(Status.COLLAPSES, point.status(), where);
      } else if (q >= 1e5) {
        assertEquals(Status.DIVERGES, point.status(), where);
      } else if (Math.abs(1 - w2 * dual.dv(q)) > FOLD) {
        assertEquals(Status.CONVERGED, point.status(), where);
        // Both stop within rounding over the distance to the fold.
        if (!(Math.abs(point.qStar() / q - 1) <= 1e-11)) {
          fail(where + " but plainly " + q);
        }
      }
    }
  }

  @Test
  void theTableOfGeluAgreesWithDirectIntegration() {
    Activation gelu = Activations.named("gelu");
    DualActivation table = Duals.of(gelu);
    DualActivation direct = new DirectDual(gelu);
    for (double q : new double[] {0.01, 0.3, 2, 11, 40}) {
      for (double y : new double[] {1e-3, 0.05, 0.3, 0.5, 0.7, 0.999}) {
        double expected = direct.g(q, y);
        double bound = table.accuracy(q, y).g() + direct.accuracy(q, y).g();
        if (!(Math.abs(table.g(q, y) - expected) <= bound * expected)) {
          fail("q = " + q + ", y = " + y + ": " + table.g(q, y) + ", directly " + expected);
        }
      }
    }
  }
}
