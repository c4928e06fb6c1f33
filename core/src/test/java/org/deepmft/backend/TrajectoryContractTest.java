package org.deepmft.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.Duals;
import org.deepmft.propagation.KnownTrajectory;
import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.PairSignal;
import org.deepmft.propagation.TrajectoryColumns;
import org.deepmft.propagation.TrajectoryField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every backend must do when it follows a pair through many networks. */
public abstract class TrajectoryContractTest {

  /** Relative error against the 30-digit table, over up to 1000 layers. */
  private static final double KNOWN_BUDGET = 1e-9;

  private static final int RATIO = KnownTrajectory.QUANTITIES.indexOf("ratio");

  /** Networks of a tile that are judged at most. */
  private static final int JUDGED = 24;

  /** The first network of a tile without biases, and without weights. */
  private static final int NO_BIASES = 1;

  private static final int NO_WEIGHTS = 2;

  /** Beyond these sizes a number's logarithm is compared, and which way it went. */
  private static final double LARGE = 1e290;

  /**
   * How near a backend must come.
   *
   * @param max relative error; of logarithms, relative to their size or 1, whichever is larger
   * @param reason why so much
   */
  protected record Tolerance(double max, String reason) {}

  /** Opens the backend under test on a number of threads. */
  protected abstract Backend open(int threads);

  /** Sizes around the blocks of vector units and warps, for pairs of equal norms. */
  protected int[] sizes(Activation activation) {
    return new int[] {0, 1, 31, 32, 33, 255, 256, 257, 513};
  }

  /** Sizes for pairs of unequal norms; with kinks off 0 they cost milliseconds a layer. */
  protected int[] unequalSizes(Activation activation) {
    boolean offZero = activation.kinks().stream().anyMatch(kink -> kink.x() != 0);
    return offZero ? new int[] {0, 1, 3} : new int[] {0, 1, 31, 32, 33, 257};
  }

  /** Last layer for pairs of unequal norms. */
  protected int unequalDepth(Activation activation) {
    return 6;
  }

  /** Networks of the tile that is solved whole and in pieces. */
  protected int points() {
    return 1500;
  }

  /** Last layer for pairs of equal norms, at least 4. */
  protected int depth(Activation activation) {
    return 50;
  }

  /** Last layer of the long trajectories in the ordered phase; 0 if they take too long. */
  protected int longDepth(Activation activation) {
    return 10_000;
  }

  /** Largest variance at which the backend knows an activation; behind it the table ends. */
  protected double largestVariance(Activation activation) {
    return Duals.fastest(activation).qMax();
  }

  /**
   * The last layer up to which a trajectory of the 30-digit table is followed; 0 for not at all.
   */
  protected int knownDepth(KnownTrajectory known) {
    return known.depth();
  }

  /** The pair that leaves the table of GELU. */
  protected PairSignal leaving() {
    return PairSignal.ofEqualNorms(1, 0.5);
  }

  /** How near a field must come to the judge's. */
  protected Tolerance tolerance(Activation activation, TrajectoryField field) {
    return switch (field) {
      case Q_A, Q_B -> new Tolerance(1e-9, "the length map forgets errors, if slowly near slope 1");
      case ONE_MINUS_C, LN_ONE_MINUS_C ->
          new Tolerance(1e-9, "errors of every layer add up, 50 layers of 1e-12 and those of q");
      default -> new Tolerance(1e-9, "a product over the layers: their errors add up");
    };
  }

  static Stream<Activation> activations() {
    return Stream.of("tanh", "gelu", "relu", "erf", "sin", "x/(1+x^2)", "hard-tanh", "sign")
        .map(Activations::named);
  }

  @ParameterizedTest
  @MethodSource("activations")
  void pairsOfEqualNormsAreThoseOfAnyNetwork(Activation activation) {
    int depth = depth(activation);
    int[] layers = {0, 1, 2, depth / 2 + 1, depth};
    try (Backend backend = open(2)) {
      Comparison comparison = new Comparison(activation, backend);
      for (int n : sizes(activation)) {
        comparison.judge(tile(n, 17 + n, PairSignal.of(1, 1, 0.5), depth, layers));
      }
      int few = Math.min(40, sizes(activation)[sizes(activation).length - 1]);
      comparison.judge(tile(few, 5, PairSignal.of(0.02, 0.02, -0.7), depth, layers));
      comparison.judge(tile(few, 6, PairSignal.of(25, 25, 1 - 1e-7), depth, layers));
      comparison.judge(tile(few, 7, PairSignal.of(0.7, 0.7, 1), depth, layers));
      comparison.report();
    }
  }

  static List<KnownTrajectory> known() throws IOException {
    return KnownTrajectory.all();
  }

  @ParameterizedTest
  @MethodSource("known")
  void trajectoriesAgreeWithThirtyDigits(KnownTrajectory known) {
    int most = knownDepth(known);
    assumeTrue(most > 0, () -> known + " takes too long here");
    int[] layers =
        known.layers().keySet().stream().mapToInt(l -> l).filter(l -> l <= most).toArray();
    int depth = layers[layers.length - 1];
    TrajectoryTile tile = tile(known.sigmaW2(), known.sigmaB2(), known.start(), depth, layers);
    TrajectoryColumns out = new TrajectoryColumns(layers.length, 1);
    try (Backend backend = open(1)) {
      backend.trajectories(Activations.named(known.activation())).solve(tile, out);
    }
    double worst = 0;
    List<String> failures = new ArrayList<>();
    for (int k = 0; k < layers.length; k++) {
      double[] exact = known.layers().get(layers[k]);
      double[] got = quantities(out, k);
      for (int j = 0; j < got.length; j++) {
        // A ratio near 1 is lost in q_b/q_a, not in what is carried.
        double size = j == RATIO ? Math.max(1e-4, Math.abs(exact[j])) : Math.abs(exact[j]);
        double error = Double.isNaN(exact[j]) ? 0 : Math.abs(got[j] - exact[j]) / size;
        worst = Math.max(worst, error);
        if (!(error <= KNOWN_BUDGET)) {
          failures.add(KnownTrajectory.QUANTITIES.get(j) + " at layer " + layers[k] + ": " + error);
        }
      }
    }
    System.out.printf(Locale.ROOT, "%s, %d layers: max error %.1e%n", known, depth, worst);
    assertEquals(List.of(), failures);
  }

  /** As in {@link KnownTrajectory#QUANTITIES}. */
  private static double[] quantities(TrajectoryColumns out, int k) {
    double qa = out.field(TrajectoryField.Q_A, k)[0];
    return new double[] {
      qa,
      Math.log(out.field(TrajectoryField.Q_B, k)[0] / qa),
      out.field(TrajectoryField.ONE_MINUS_C, k)[0],
      sinceFirst(out, TrajectoryField.GRADIENT, k),
      sinceFirst(out, TrajectoryField.GRADIENT_B, k),
      sinceFirst(out, TrajectoryField.GRADIENT_COVARIANCE, k)
    };
  }

  private static double sinceFirst(TrajectoryColumns out, TrajectoryField field, int k) {
    return out.field(field, 0)[0] / out.field(field, k)[0];
  }

  @ParameterizedTest
  @MethodSource("activations")
  void pairsOfUnequalNormsAreThoseOfAnyNetwork(Activation activation) {
    int depth = unequalDepth(activation);
    int[] layers = {0, 1, depth};
    try (Backend backend = open(2)) {
      Comparison comparison = new Comparison(activation, backend);
      for (int n : unequalSizes(activation)) {
        comparison.judge(tile(n, 23 + n, PairSignal.of(0.5, 2, 0.6), depth, layers));
        comparison.judge(tile(n, 29 + n, PairSignal.of(2, 1.9, 0.999), depth, layers));
      }
      comparison.report();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tanh", "relu", "hard-tanh"})
  void shallowNetworksHaveTheirLayersToo(String name) {
    Activation activation = Activations.named(name);
    int[] sizes = unequalSizes(activation);
    int n = sizes[sizes.length - 1];
    try (Backend backend = open(2)) {
      Comparison comparison = new Comparison(activation, backend);
      for (PairSignal start : List.of(PairSignal.of(1.3, 1.3, 0.2), PairSignal.of(1.3, 0.4, 0.2))) {
        comparison.judge(tile(n, 1, start, 0, 0));
        comparison.judge(tile(n, 2, start, 1, 0, 1));
        comparison.judge(tile(n, 3, start, 1, 0));
        comparison.judge(tile(n, 4, start, 2, 1));
        comparison.judge(tile(n, 4, start, 2));
      }
      comparison.report();
    }
  }

  @ParameterizedTest
  @CsvSource({"tanh, 1.3, 0.1", "tanh, 0.5, 0.05", "erf, 0.9, 0.3", "hard-tanh, 0.6, 0.2"})
  void decayGoesOnInLogarithms(String name, double sigmaW2, double sigmaB2) {
    Activation activation = Activations.named(name);
    int depth = longDepth(activation);
    assumeTrue(depth > 0, () -> name + " takes too long here");
    int[] layers = {0, 1, 100, depth / 2, depth};
    PairSignal start = PairSignal.ofEqualNorms(1, 0.5);
    TrajectoryTile tile = tile(sigmaW2, sigmaB2, start, depth, layers);
    try (Backend backend = open(1)) {
      Comparison comparison = new Comparison(activation, backend);
      TrajectoryColumns out = comparison.judge(tile);
      comparison.report();
      assertEquals(0.0, out.field(TrajectoryField.ONE_MINUS_C, 4)[0], "below the doubles");
      double last = out.field(TrajectoryField.LN_ONE_MINUS_C, 4)[0];
      double middle = out.field(TrajectoryField.LN_ONE_MINUS_C, 3)[0];
      assertTrue(last < middle && last < -1000 && last > -1e6, "ln(1 - c) goes on: " + last);
    }
  }

  /** 1 - c of 1e-300 grows in chaos and goes on below the doubles in order. */
  @ParameterizedTest
  @ValueSource(strings = {"tanh", "hard-tanh", "relu"})
  void distancesMayBeginAtTheEndOfTheDoubles(String name) {
    PairSignal start = PairSignal.ofEqualNorms(1, Magnitude.of(1e-300));
    Activation activation = Activations.named(name);
    int depth = Math.min(40, depth(activation));
    int[] layers = {0, 1, 2, depth};
    try (Backend backend = open(1)) {
      Comparison comparison = new Comparison(activation, backend);
      for (double[] point : new double[][] {{3, 0.1}, {0.4, 0.2}, {1, 0}, {6, 0}}) {
        comparison.judge(tile(point[0], point[1], start, depth, layers));
      }
      comparison.report();
    }
  }

  /** At σ_w² = 4 every layer of ReLU doubles q and the gradient. */
  @Test
  void reluGrowsBeyondTheDoublesAndItsLogarithmsGoOn() {
    int[] layers = {0, 1000, 1500, 1999, 2000};
    PairSignal start = PairSignal.of(1, 3, 0.5);
    try (Backend backend = open(1)) {
      Comparison comparison = new Comparison(Activations.named("relu"), backend);
      TrajectoryColumns out = comparison.judge(tile(4, 0.1, start, 2000, layers));
      comparison.report();
      assertEquals(TrajectoryColumns.FOLLOWED, out.status()[0]);
      assertEquals(Double.POSITIVE_INFINITY, out.field(TrajectoryField.Q_A, 4)[0]);
      assertEquals(Double.POSITIVE_INFINITY, out.field(TrajectoryField.GRADIENT, 0)[0]);
      for (int k = 0; k < layers.length; k++) {
        double expected = (2000 - layers[k]) * Math.log(2);
        assertEquals(expected, out.field(TrajectoryField.LN_GRADIENT, k)[0], 1e-9 * 2000);
      }
    }
  }

  /** At σ_w² = 4 every layer of GELU doubles q, until nothing is known of it. */
  @Test
  void geluLeavesTheTable() {
    int[] layers = {0, 5, 15, 30, 40};
    try (Backend backend = open(1)) {
      Comparison comparison = new Comparison(Activations.named("gelu"), backend);
      TrajectoryTile tile = tile(4, 0.1, leaving(), 40, layers);
      TrajectoryColumns out = comparison.judge(tile);
      comparison.report();
      assertEquals(TrajectoryColumns.LEAVES_TABLE, out.status()[0]);
      assertTrue(out.field(TrajectoryField.Q_A, 2)[0] > 1000, "known before it leaves");
      for (TrajectoryField field : TrajectoryField.values()) {
        assertTrue(Double.isNaN(out.field(field, 4)[0]), field + " is not known behind it");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tanh", "gelu", "relu", "hard-tanh"})
  void resultsDoNotDependOnThreadsOrOnTheTile(String name) {
    int n = points();
    int piece = Math.max(1, n / 4 - 49);
    Activation activation = Activations.named(name);
    int depth = depth(activation);
    int[] layers = {0, 1, depth / 2 + 1, depth};
    TrajectoryTile tile = tile(n, 5, PairSignal.ofEqualNorms(1, 0.5), depth, layers);
    TrajectoryColumns whole = new TrajectoryColumns(4, n);
    TrajectoryColumns again = new TrajectoryColumns(4, n);
    try (Backend one = open(1);
        Backend two = open(2)) {
      one.trajectories(activation).solve(tile, whole);
      two.trajectories(activation).solve(tile, again);
      assertEquals(whole, again, "one and two threads must give the same bits");
      TrajectoryTileSolver solver = two.trajectories(activation);
      for (int from = 0; from < n; from += piece) {
        int m = Math.min(piece, n - from);
        TrajectoryColumns part = new TrajectoryColumns(4, m);
        solver.solve(part(tile, from, m), part);
        for (TrajectoryField field : TrajectoryField.values()) {
          for (int k = 0; k < 4; k++) {
            double[] expected = Arrays.copyOfRange(whole.field(field, k), from, from + m);
            assertTrue(
                Arrays.equals(expected, part.field(field, k)),
                field + " must not depend on the tile");
          }
        }
      }
    }
  }

  /** Nor on which layers are kept, but for the rounding of products over the layers between. */
  @Test
  void whatIsKeptDoesNotChangeWhatIsThere() {
    Activation tanh = Activations.named("tanh");
    int n = Math.min(40, points());
    int[] every = IntStream.rangeClosed(0, 30).toArray();
    TrajectoryTile all = tile(n, 9, PairSignal.ofEqualNorms(1, 0.5), 30, every);
    TrajectoryTile last = tile(n, 9, PairSignal.ofEqualNorms(1, 0.5), 30, 11);
    TrajectoryColumns some = new TrajectoryColumns(1, n);
    TrajectoryColumns many = new TrajectoryColumns(31, n);
    try (Backend backend = open(1)) {
      backend.trajectories(tanh).solve(all, many);
      backend.trajectories(tanh).solve(last, some);
    }
    for (TrajectoryField field : TrajectoryField.values()) {
      for (int i = 0; i < n; i++) {
        double expected = many.field(field, 11)[i];
        double got = some.field(field, 0)[i];
        assertTrue(
            expected == got || Math.abs(got - expected) <= 1e-13 * Math.abs(expected),
            field + ": " + got + " and " + expected);
      }
    }
  }

  /** Networks from deep order to deep chaos, some without bias, some without weights. */
  private static TrajectoryTile tile(int n, long seed, PairSignal start, int depth, int... layers) {
    Random random = new Random(seed);
    double[] w2 = new double[n];
    double[] b2 = new double[n];
    for (int i = 0; i < n; i++) {
      w2[i] = i % 97 == NO_WEIGHTS ? 0 : 20 * Math.pow(random.nextDouble(), 2);
      b2[i] = i % 89 == NO_BIASES ? 0 : 3 * Math.pow(random.nextDouble(), 3);
    }
    return new TrajectoryTile(w2, b2, start, depth, layers);
  }

  private static TrajectoryTile tile(
      double sigmaW2, double sigmaB2, PairSignal start, int depth, int... layers) {
    return new TrajectoryTile(new double[] {sigmaW2}, new double[] {sigmaB2}, start, depth, layers);
  }

  private static TrajectoryTile part(TrajectoryTile tile, int from, int n) {
    return new TrajectoryTile(
        Arrays.copyOfRange(tile.sigmaW2(), from, from + n),
        Arrays.copyOfRange(tile.sigmaB2(), from, from + n),
        tile.start(),
        tile.depth(),
        tile.layers());
  }

  /** Compares tiles with the judge and keeps the largest error of every field. */
  private final class Comparison {

    private final Activation activation;
    private final String backend;
    private final TrajectoryTileSolver solver;
    private final TrajectoryJudge judge;
    private final Map<TrajectoryField, Double> worst = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    Comparison(Activation activation, Backend backend) {
      this.activation = activation;
      this.backend = backend.name();
      this.solver = backend.trajectories(activation);
      this.judge = new TrajectoryJudge(activation, largestVariance(activation));
    }

    TrajectoryColumns judge(TrajectoryTile tile) {
      TrajectoryColumns out = new TrajectoryColumns(tile.layers().length, tile.size());
      solver.solve(tile, out);
      int step = Math.max(1, tile.size() / JUDGED);
      for (int i = 0; i < tile.size(); i += i <= NO_WEIGHTS ? 1 : step) {
        compare(tile, i, out);
      }
      return out;
    }

    private void compare(TrajectoryTile tile, int i, TrajectoryColumns out) {
      TrajectoryJudge.Answer expected = judge.answer(tile, i);
      String where = "(" + tile.sigmaW2()[i] + ", " + tile.sigmaB2()[i] + ") ";
      if (expected.status() != out.status()[i]) {
        failures.add(where + "status " + out.status()[i] + ", not " + expected.status());
      }
      for (TrajectoryField field : TrajectoryField.values()) {
        for (int k = 0; k < tile.layers().length; k++) {
          double error = error(field, expected.get(field, k), out.field(field, k)[i]);
          worst.merge(field, error, Math::max);
          if (!(error <= tolerance(activation, field).max())) {
            failures.add(
                where
                    + field
                    + " at layer "
                    + tile.layers()[k]
                    + ": "
                    + out.field(field, k)[i]
                    + ", not "
                    + expected.get(field, k));
          }
        }
      }
    }

    private static double error(TrajectoryField field, double expected, double got) {
      if (expected == got || Double.isNaN(expected) && Double.isNaN(got)) {
        return 0;
      }
      if (field == TrajectoryField.LN_GRADIENT || field == TrajectoryField.LN_ONE_MINUS_C) {
        return Math.abs(got - expected) / Math.max(1, Math.abs(expected));
      }
      double size = Math.abs(expected);
      boolean compared = size >= 1 / LARGE && size <= LARGE;
      boolean alike = size > LARGE ? Math.abs(got) > LARGE / 2 : Math.abs(got) < 2 / LARGE;
      return compared ? Math.abs(got / expected - 1) : alike ? 0 : Double.NaN;
    }

    void report() {
      List<String> errors = new ArrayList<>();
      worst.forEach(
          (field, error) ->
              errors.add(String.format(Locale.ROOT, "%s %.1e", field.label(), error)));
      System.out.println("max errors, " + backend + ", " + activation.name() + ": " + errors);
      assertEquals(List.of(), failures.subList(0, Math.min(8, failures.size())));
    }
  }
}
