package org.deepmft.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.junit.jupiter.api.Test;

/** Every fixed point of a length map that has several, and which one is reached. */
class SeveralFixedPointsTest {

  private static final DualActivation GELU = Duals.of(Activations.named("gelu"));

  /** Beyond the half-stable point the fold has opened: an unstable point parts two basins. */
  @Test
  void besideTheFoldOfGeluAnUnstableFixedPointPartsTwoStableOnes() {
    double w2 = 1.99;
    double b2 = 0.16;
    PhasePoint point = new PhaseSolver(GELU).solve(w2, b2);
    List<AllFixedPoints.Length> all = AllFixedPoints.of(GELU, w2, b2, InitialState.DEFAULT, point);
    assertEquals(3, all.size());
    assertTrue(all.get(0).stable() && !all.get(1).stable() && all.get(2).stable());
    assertEquals(all.get(0).q(), point.qStar(), 1e-9 * point.qStar());
    double above = 1.001 * all.get(1).q();
    PhasePoint other = new PhaseSolver(GELU).solve(w2, b2, new InitialState(above, 0.5));
    assertEquals(all.get(2).q(), other.qStar(), 1e-9 * other.qStar());
    for (AllFixedPoints.Length length : all) {
      double next = w2 * length.q() * GELU.vOverQ(length.q()) + b2;
      assertEquals(length.q(), next, 1e-12 * next, "a fixed point is fixed");
    }
  }

  @Test
  void fromBeyondTheUnstableFixedPointGeluGrowsWithoutEnd() {
    List<AllFixedPoints.Length> all =
        AllFixedPoints.of(
            GELU, 2.05, 0.1, InitialState.DEFAULT, new PhaseSolver(GELU).solve(2.05, 0.1));
    double unstable = all.get(1).q();
    PhaseSolver solver = new PhaseSolver(GELU);
    assertEquals(
        all.get(0).q(),
        solver.solve(2.05, 0.1, new InitialState(0.999 * unstable, 0.5)).qStar(),
        1e-9);
    PhasePoint beyond = solver.solve(2.05, 0.1, new InitialState(1.001 * unstable, 0.5));
    assertEquals(Status.DIVERGES, beyond.status());
    assertEquals(2.05 / 2, beyond.chi1(), 1e-12);
  }
}
