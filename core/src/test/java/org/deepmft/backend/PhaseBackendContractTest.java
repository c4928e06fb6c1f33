package org.deepmft.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Random;
import java.util.stream.Stream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every backend must do with a tile, whatever it runs on. */
public abstract class PhaseBackendContractTest {

  /** Rounding that bounds need not cover, in units of the value. */
  private static final double ROUNDING = 1e-15;

  /** Opens the backend under test on a number of threads. */
  protected abstract Backend open(int threads);

  /** Sizes around the blocks of vector units, warps and matrix products, largest last. */
  protected int[] sizes(Activation activation) {
    return new int[] {0, 1, 31, 32, 33, 255, 256, 257, 513};
  }

  /** Points of the tile that is solved whole and in pieces. */
  protected int points() {
    return 3000;
  }

  /** Variances of layer 0. */
  protected double[] starts() {
    return new double[] {1e-13, 0.02, 0.7, 25, 1e7};
  }

  static Stream<Activation> activations() {
    return Stream.concat(
        Activations.all().stream(), Stream.of(Activations.named("x/(1+x^2)"))); // V falls
  }

  @ParameterizedTest
  @MethodSource("activations")
  void everyPointAgreesWithThePointwiseSolverWithinBothBounds(Activation activation) {
    PhaseSolver judge = PhaseSolver.of(activation);
    try (Backend backend = open(2)) {
      PhaseTileSolver solver = backend.phases(activation);
      for (int n : sizes(activation)) {
        compare(solver, tile(n, 17 + n, InitialState.DEFAULT), judge);
      }
    }
  }

  /** From other variances of layer 0 other fixed points are reached, and from either side. */
  @ParameterizedTest
  @ValueSource(strings = {"gelu", "silu", "x/(1+x^2)"})
  void everyPointAgreesWhereverTheNetworkStarts(String name) {
    Activation activation = Activations.named(name);
    PhaseSolver judge = PhaseSolver.of(activation);
    try (Backend backend = open(2)) {
      PhaseTileSolver solver = backend.phases(activation);
      for (double q0 : starts()) {
        compare(solver, tile(points() / 10, 29, new InitialState(q0, 0.9)), judge);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tanh", "gelu", "x/(1+x^2)"})
  void resultsDoNotDependOnThreadsOrOnTheTile(String name) {
    int n = points();
    int piece = Math.max(1, n / 4 - 49);
    Activation activation = Activations.named(name);
    PhaseTile tile = tile(n, 5, InitialState.DEFAULT);
    PhaseColumns whole = new PhaseColumns(n);
    PhaseColumns again = new PhaseColumns(n);
    try (Backend one = open(1);
        Backend two = open(2)) {
      one.phases(activation).solve(tile, whole);
      two.phases(activation).solve(tile, again);
      assertEquals(whole, again, "one and two threads must give the same bits");
      PhaseTileSolver solver = two.phases(activation);
      for (int from = 0; from < n; from += piece) {
        int m = Math.min(piece, n - from);
        PhaseColumns part = new PhaseColumns(m);
        solver.solve(part(tile, from, m), part);
        for (int i = 0; i < m; i++) {
          for (PhaseField field : PhaseField.values()) {
            assertEquals(
                Double.doubleToLongBits(whole.field(field)[from + i]),
                Double.doubleToLongBits(part.field(field)[i]),
                () -> field + " must not depend on the tile");
          }
        }
      }
    }
  }

  @Test
  void theStateOfLayerZeroIsHeeded() {
    PhaseTile tile = tile(64, 3, new InitialState(2, 1));
    PhaseColumns out = new PhaseColumns(64);
    try (Backend backend = open(1)) {
      backend.phases(Activations.named("tanh")).solve(tile, out);
    }
    for (int i = 0; i < 64; i++) {
      assertEquals(1.0, out.field(PhaseField.C_STAR)[i], "c0 = 1 stays at 1");
    }
  }

  /** Points from deep order to deep chaos, some without bias, some without weights. */
  private static PhaseTile tile(int n, long seed, InitialState start) {
    Random random = new Random(seed);
    double[] w2 = new double[n];
    double[] b2 = new double[n];
    for (int i = 0; i < n; i++) {
      w2[i] = i % 97 == 5 ? 0 : 20 * Math.pow(random.nextDouble(), 2);
      b2[i] = i % 89 == 7 ? 0 : 3 * Math.pow(random.nextDouble(), 3);
    }
    return new PhaseTile(w2, b2, start);
  }

  private static PhaseTile part(PhaseTile tile, int from, int n) {
    return new PhaseTile(
        java.util.Arrays.copyOfRange(tile.sigmaW2(), from, from + n),
        java.util.Arrays.copyOfRange(tile.sigmaB2(), from, from + n),
        tile.start());
  }

  private static void compare(PhaseTile tile, int i, PhasePoint got, PhasePoint expected) {
    String where = "sigma_w2 = " + tile.sigmaW2()[i] + ", sigma_b2 = " + tile.sigmaB2()[i] + ": ";
    assertEquals(expected.status(), got.status(), where + "status");
    double margin = Math.abs(expected.chi1() - 1);
    if (margin > 1e-11 || Double.isNaN(margin)) {
      assertEquals(expected.phase(), got.phase(), where + "phase");
    }
    within(PhaseField.Q_STAR, PhaseField.Q_STAR_ERROR, expected, got, where);
    within(PhaseField.CHI_1, PhaseField.CHI_1_ERROR, expected, got, where);
    within(PhaseField.ONE_MINUS_C_STAR, PhaseField.ONE_MINUS_C_STAR_ERROR, expected, got, where);
    within(PhaseField.CHI_C, PhaseField.CHI_C_ERROR, expected, got, where);
    for (PhaseField field : PhaseField.values()) {
      assertEquals(
          Double.isNaN(expected.get(field)),
          Double.isNaN(got.get(field)),
          () -> where + field + " must be defined in both or in neither");
    }
  }

  private static void compare(PhaseTileSolver solver, PhaseTile tile, PhaseSolver judge) {
    PhaseColumns out = new PhaseColumns(tile.size());
    solver.solve(tile, out);
    for (int i = 0; i < tile.size(); i += Math.max(1, tile.size() / 300)) {
      PhasePoint expected = judge.solve(tile.sigmaW2()[i], tile.sigmaB2()[i], tile.start());
      compare(tile, i, out.point(i), expected);
    }
  }

  private static void within(
      PhaseField field, PhaseField error, PhasePoint expected, PhasePoint got, String where) {
    double bound = expected.get(error) + got.get(error) + ROUNDING;
    if (Double.isNaN(bound)) {
      return;
    }
    double difference = Math.abs(got.get(field) - expected.get(field));
    if (!(difference <= bound * Math.abs(expected.get(field)))) {
      fail(where + field + " differs by " + difference + " with bounds " + bound);
    }
    assertTrue(bound >= 0, "bounds are not negative");
  }
}
