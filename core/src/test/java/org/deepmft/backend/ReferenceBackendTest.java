package org.deepmft.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.Phase;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The slow judge and the fast solver agree within what they say of themselves. */
class ReferenceBackendTest {

  /** Both read the same doubles, but round on different ways. */
  private static final double ROUNDING = 1e-13;

  private static final Map<PhaseField, PhaseField> BOUNDS =
      Map.of(
          PhaseField.Q_STAR, PhaseField.Q_STAR_ERROR,
          PhaseField.CHI_1, PhaseField.CHI_1_ERROR,
          PhaseField.ONE_MINUS_C_STAR, PhaseField.ONE_MINUS_C_STAR_ERROR,
          PhaseField.CHI_C, PhaseField.CHI_C_ERROR);

  /** Points around the critical line, at corners, and at random with q* below 50. */
  private static PhaseTile tile(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] w2 = new double[count];
    double[] b2 = new double[count];
    for (int i = 0; i < count; i++) {
      w2[i] = Math.pow(10, -1 + 2.5 * random.nextDouble());
      b2[i] = Math.pow(10, -4 + 5 * random.nextDouble());
    }
    double[][] corners = {{0, 0.3}, {1.2, 0}, {3, 0}, {0.5, 0}, {1.760954, 0.05}, {1.375839, 0.05}};
    for (int i = 0; i < Math.min(count, corners.length); i++) {
      w2[i] = corners[i][0];
      b2[i] = corners[i][1];
    }
    return new PhaseTile(w2, b2, InitialState.DEFAULT);
  }

  private static PhaseColumns solve(Activation activation, PhaseTile tile, int threads) {
    PhaseColumns out = new PhaseColumns(tile.size());
    try (Backend backend = new ReferenceBackend(threads)) {
      PhaseTileSolver solver = backend.phases(activation);
      solver.prepare(0, 100, 0, 10);
      solver.solve(tile, out);
    }
    return out;
  }

  @ParameterizedTest
  @ValueSource(strings = {"tanh", "erf"})
  void agreesWithTheSolverWithinBothBounds(String name) {
    Activation activation = Activations.named(name);
    PhaseTile tile = tile(60, 11);
    PhaseColumns judged = solve(activation, tile, 2);
    PhaseSolver solver = new PhaseSolver(Duals.fastest(activation));
    List<String> failures = new ArrayList<>();
    int compared = 0;
    for (int i = 0; i < tile.size(); i++) {
      String where = "(" + tile.sigmaW2()[i] + ", " + tile.sigmaB2()[i] + ")";
      PhasePoint slow = judged.point(i);
      PhasePoint fast = solver.solve(tile.sigmaW2()[i], tile.sigmaB2()[i]);
      assertTrue(slow.qStar() < 50, where);
      assertEquals(slow.status(), fast.status(), where);
      boolean critical = slow.phase() == Phase.CRITICAL || fast.phase() == Phase.CRITICAL;
      if (critical) {
        continue;
      }
      assertEquals(slow.phase(), fast.phase(), where);
      for (PhaseField field : BOUNDS.keySet()) {
        double bounds = slow.get(BOUNDS.get(field)) + fast.get(BOUNDS.get(field)) + ROUNDING;
        double exact = slow.get(field);
        double error = Math.abs(fast.get(field) - exact);
        // Undefined bounds belong to collapsing points, which CollapseTest judges.
        if (!Double.isNaN(bounds)) {
          compared++;
          if (!(error <= bounds * Math.abs(exact))) {
            failures.add(where + " " + field.label() + ": " + error / exact + " > " + bounds);
          }
        }
      }
    }
    assertEquals(List.of(), failures);
    assertTrue(compared > 200, "compared only " + compared);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 19})
  void sameBitsAtAnyNumberOfThreads(int size) {
    PhaseTile tile = tile(size, 12);
    Activation erf = Activations.named("erf");
    assertEquals(solve(erf, tile, 1), solve(erf, tile, 3));
  }

  @Test
  void closedFormsServeHomogeneousActivations() {
    PhaseTile tile =
        new PhaseTile(new double[] {1.5, 2, 2.5}, new double[] {0.3, 0, 0}, InitialState.DEFAULT);
    PhaseColumns out = solve(Activations.named("relu"), tile, 1);
    assertEquals(1.2, out.point(0).qStar(), 1e-15);
    assertEquals(Phase.CRITICAL, out.point(1).phase());
    assertEquals(1.25, out.point(2).chi1());
  }

  @Test
  void isFoundByNameAndByAutoWhereNothingFasterIs() {
    List<String> skipped = new ArrayList<>();
    try (Backend backend = Backends.open("reference", Resources.ofThreads(1), skipped::add)) {
      assertEquals("reference", backend.name());
      assertEquals("float64", backend.precision());
    }
    try (Backend backend = Backends.open(Backends.AUTO, Resources.ofThreads(1), skipped::add)) {
      assertEquals("reference", backend.name());
    }
    assertEquals(List.of(), skipped);
  }

  @Test
  void unknownBackendIsRefusedWithTheNamesThereAre() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Backends.open("quantum", Resources.ofThreads(1), line -> {}))
            .getMessage();
    assertEquals("backend must be auto or one of reference, got 'quantum'", message);
  }

  @Test
  void tilesOfUnequalColumnsAreRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new PhaseTile(new double[2], new double[3], InitialState.DEFAULT))
            .getMessage();
    assertEquals("sigma_w2 and sigma_b2 must have the same length, got 2 and 3", message);
  }
}
