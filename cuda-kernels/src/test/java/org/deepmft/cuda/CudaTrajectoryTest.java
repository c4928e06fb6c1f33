package org.deepmft.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Backend;
import org.deepmft.backend.DeviceFailedException;
import org.deepmft.backend.PairTileSolver;
import org.deepmft.backend.Resources;
import org.deepmft.backend.TrajectoryTile;
import org.deepmft.backend.TrajectoryTileSolver;
import org.deepmft.gaussian.TableCache;
import org.deepmft.propagation.PairMaps;
import org.deepmft.propagation.PairSignal;
import org.deepmft.propagation.TrajectoryColumns;
import org.deepmft.propagation.TrajectoryField;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels that follow pairs give core's numbers to 1e-12, and what is left to the host. */
class CudaTrajectoryTest {

  private static final double TOLERANCE = 1e-12;
  private static final PairSignal START = PairSignal.of(1, 1, 0.5);
  private static final TableCache TABLES = TableCache.inMemory();

  @TempDir private Path folder;

  @BeforeEach
  void install() {
    HostDriver.install();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tanh",
        "erf",
        "relu",
        "linear",
        "leaky-relu",
        "silu",
        "softplus",
        "sigmoid",
        "elu",
        "selu",
        "mish",
        "sin",
        "arctan",
        "softsign",
        "sign",
        "where(x>0,x,exp(x)-1)",
        "cos(x)"
      })
  void everyFieldIsThatOfThePairMap(String name) {
    TrajectoryTile tile = tile(257, 11, 40, 0, 1, 7, 40);
    double worst = worst(name, tile, solve(name, tile), 1);
    System.out.println(name + ": largest difference from the pair map " + worst);
    assertTrue(worst <= TOLERANCE, name + ": " + worst);
  }

  @ParameterizedTest
  @CsvSource({
    "relu, 0.5, 2, 0.6",
    "relu, 3, 1e-3, -0.4",
    "relu, 1, 1e80, 0.1",
    "leaky-relu, 2, 1.9999999, 0.999999999",
    "linear, 1, 4, 0.3",
    "erf, 0.5, 2, 0.6",
    "erf, 300, 1e-3, 0.2",
    "erf, 1e-4, 1.5e-4, 0.9",
    "erf, 2, 2.0000000001, 1",
    "erf, 5, 0.3, -0.9"
  })
  void unequalNormsAreThoseOfThePairMap(String name, double qa, double qb, double c) {
    int[] layers = {0, 1, 2, 10, 30};
    TrajectoryTile tile = tile(PairSignal.of(qa, qb, c), 257, 13, 30, layers);
    TrajectoryColumns got = new TrajectoryColumns(layers.length, tile.size());
    try (Backend backend = open()) {
      backend.trajectories(Activations.named(name)).solve(tile, got);
      assertTrue((long) backend.facts().get("host_points") < 5, "on the device");
    }
    double worst = worst(name, tile, got, 1);
    System.out.println(name + ", unequal norms: largest difference " + worst);
    assertTrue(worst <= TOLERANCE, name + ": " + worst);
  }

  /** Variances stay where few panels of the tables are needed; σ_w² = 0 is the host's. */
  @ParameterizedTest
  @ValueSource(strings = {"tanh", "silu", "softplus", "selu"})
  void unequalNormsFromTheTableAreThoseOfThePairMap(String name) {
    int[] layers = {0, 1, 2, 10, 30};
    double[] starts = {2, 0.5, 1.0001};
    double[] correlations = {0.5, 1, 0.1};
    for (int s = 0; s < starts.length; s++) {
      TrajectoryTile some = tile(PairSignal.of(1, starts[s], correlations[s]), 129, 13, 30, layers);
      double[] w2 = Arrays.stream(some.sigmaW2()).map(w -> 0.3 * w).toArray();
      TrajectoryTile tile =
          new TrajectoryTile(w2, some.sigmaB2(), some.start(), some.depth(), some.layers());
      TrajectoryColumns got = new TrajectoryColumns(layers.length, tile.size());
      try (Backend backend = open()) {
        backend.trajectories(Activations.named(name)).solve(tile, got);
        long without = Arrays.stream(w2).filter(w -> w == 0).count();
        assertEquals(without, backend.facts().get("host_points"));
      }
      double worst = worst(name, tile, got, 1);
      System.out.println(name + ", unequal norms: largest difference " + worst);
      assertTrue(worst <= TOLERANCE, name + ": " + worst);
    }
  }

  /** 1 - c and r decay below the doubles. */
  @ParameterizedTest
  @ValueSource(strings = {"relu", "erf"})
  void unequalNormsBecomeEqualBelowTheDoubles(String name) {
    int[] layers = {0, 400, 3000};
    double[] w2 = {0.4, 0.7, 0.2};
    double[] b2 = {0.3, 0.1, 0.5};
    TrajectoryTile tile = new TrajectoryTile(w2, b2, PairSignal.of(1, 2, 0.5), 3000, layers);
    TrajectoryColumns got = solve(name, tile);
    assertTrue(got.field(TrajectoryField.LN_ONE_MINUS_C, 2)[0] < -1000, "so far down");
    double worst = worst(name, tile, got, 1);
    assertTrue(worst <= 1e-11, name + ": " + worst); // 3000 roundings of logarithms up to 7000
  }

  @Test
  void aMillionNetworksAreFollowed() {
    TrajectoryTile tile = tile(1_000_003, 7, 4, 4);
    double worst = worst("tanh", tile, solve("tanh", tile), 997);
    assertTrue(worst <= TOLERANCE, "largest difference " + worst);
  }

  /** Only networks without weights are the host's, if c0 >= 0. */
  @Test
  void theKernelLeavesLittleToTheHost() {
    TrajectoryTile tile = tile(500, 3, 30, 30);
    try (Backend backend = open()) {
      backend.trajectories(Activations.named("gelu")).solve(tile, new TrajectoryColumns(1, 500));
      long without = IntStream.range(0, 500).filter(i -> tile.sigmaW2()[i] == 0).count();
      assertEquals(without, backend.facts().get("host_points"));
      assertEquals(500L, backend.facts().get("kernel_points"));
    }
  }

  @Test
  void aSmallDeviceTakesSmallerChunksAndGivesTheSameBits() {
    int[] all = IntStream.rangeClosed(0, 20).toArray();
    TrajectoryTile tile = tile(5000, 5, 20, all);
    TrajectoryColumns roomy = solve("tanh", tile);
    HostDriver.machine("memory 6000000"); // the table and a thousand networks a chunk
    assertEquals(roomy, solve("tanh", tile));
  }

  @Test
  void aLostDeviceNamesTheCallTheKernelAndItself() {
    HostDriver.machine("lose 0 2");
    try (Backend backend = open()) {
      TrajectoryTileSolver solver = backend.trajectories(Activations.named("relu"));
      DeviceFailedException said =
          assertThrows(
              DeviceFailedException.class,
              () -> {
                for (int k = 0; k < 4; k++) {
                  solver.solve(tile(33, 1, 9, 9), new TrajectoryColumns(1, 33));
                }
              });
      assertEquals(
          "cuLaunchKernel follow_homogeneous of 33 networks, 9 layers on device 0 (Host 0) failed:"
              + " CUDA_ERROR_LAUNCH_FAILED",
          said.getMessage());
      assertThrows(
          DeviceFailedException.class, () -> backend.trajectories(Activations.named("relu")));
    }
  }

  @Test
  void everyDeviceIsALaneUntilItIsLost() {
    HostDriver.machine("devices 2", "lose 1 2");
    TrajectoryTile tile = tile(33, 1, 9, 9);
    TrajectoryColumns first = new TrajectoryColumns(1, 33);
    TrajectoryColumns second = new TrajectoryColumns(1, 33);
    Activation relu = Activations.named("relu");
    try (Backend backend = open()) {
      List<TrajectoryTileSolver> lanes = backend.trajectoryLanes(relu);
      assertEquals(2, lanes.size());
      lanes.get(0).solve(tile, first);
      lanes.get(1).solve(tile, second);
      assertEquals(first, second);
      assertThrows(
          DeviceFailedException.class,
          () -> {
            for (int k = 0; k < 3; k++) {
              lanes.get(1).solve(tile, second);
            }
          });
      assertEquals(1, backend.trajectoryLanes(relu).size());
    }
  }

  /** One sign changed in the kernels' text must show. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tanh | scaled.cuh      | e - other.e       | e + other.e",
        "tanh | scaled.cuh      | e += f.e          | e -= f.e",
        "tanh | scaled.cuh      | + e * LN_2        | - e * LN_2",
        "tanh | scaled.cuh      | e -= UNIT         | e += UNIT",
        "relu | scaled.cuh      | other.e - e)      | other.e + e)",
        "tanh | pair_duals.cuh  | d = f + slope     | d = f - slope",
        "tanh | correlation.cuh | (zeta - middle) * (2 | (zeta + middle) * (2",
        "tanh | correlation.cuh | * (1 + a * middle) | * (1 - a * middle)",
        "relu | pair_duals.cuh  | chi - jump2 * theta | chi + jump2 * theta",
        "relu | pair_duals.cuh  | term *= -t2       | term *= t2",
        "sign | trajectories.cu | dual.v0() + b2    | dual.v0() - b2",
        "erf  | closed_forms.cuh | b + c * a        | b - c * a",
        "sin  | closed_forms.cuh | exp(-2 * q * (1 - y)) * rise | exp(-2 * q * (1 + y)) * rise",
      })
  void aChangedSignShows(String name, String file, String text, String changed) throws IOException {
    TrajectoryTile tile = tile(63, 3, 900, 0, 300, 900);
    HostDriver.withChange(
        folder,
        file,
        text,
        changed,
        () ->
            assertFalse(
                worst(name, tile, solve(name, tile), 1) <= TOLERANCE, "the change did not show"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tanh | unequal_table.cuh | f + df * by_ln_y | f - df * by_ln_y",
        "tanh | unequal_table.cuh | (size - i * width) | (size + i * width)",
        "tanh | unequal_table.cuh | 2 * t * t - 1    | 2 * t * t + 1",
        "tanh | unequal_table.cuh | 2 * t - 1        | 2 * t + 1",
        "tanh | unequal_table.cuh | exp(0.5 * r)     | exp(-0.5 * r)",
        "erf  | unequal.cu      | ratio - s.value() | ratio + s.value()",
        "erf  | unequal.cu      | s.value() - r.value() | s.value() + r.value()",
        "relu | unequal.cu      | exp(-0.5 * r.value()) | exp(0.5 * r.value())",
        "relu | unequal.cu      | sinh(s.m / 4)     | cosh(s.m / 4)",
        "erf  | erf_pair.cuh    | mean - 0.5 * roots | mean + 0.5 * roots",
        "erf  | erf_pair.cuh    | (2 - apart) / (away | (2 + apart) / (away",
        "erf  | erf_pair.cuh    | sum += ERF_GAP    | sum -= ERF_GAP",
      })
  void aChangedSignShowsForUnequalNorms(String name, String file, String text, String changed)
      throws IOException {
    TrajectoryTile tile = tile(PairSignal.of(0.5, 2, 0.5), 63, 3, 30, 0, 5, 30);
    HostDriver.withChange(
        folder,
        file,
        text,
        changed,
        () ->
            assertFalse(
                worst(name, tile, solve(name, tile), 1) <= TOLERANCE, "the change did not show"));
  }

  /**
   * Norms in the innermost panel, whose weights the kernel and {@code UnequalBlockBuilder} know.
   */
  private static TrajectoryTile innermost() {
    double[] w2 = {0.3, 0.9, 1.7};
    double[] b2 = {0, 1e-7, 0};
    return new TrajectoryTile(w2, b2, PairSignal.of(1e-6, 3e-6, 1), 2, new int[] {0, 1, 2});
  }

  @ParameterizedTest
  @ValueSource(strings = {"tanh", "silu", "softplus"})
  void smallUnequalNormsAreThoseOfThePairMap(String name) {
    TrajectoryColumns got = new TrajectoryColumns(3, 3);
    try (Backend backend = open()) {
      backend.trajectories(Activations.named(name)).solve(innermost(), got);
      assertEquals(0L, backend.facts().get("host_points"));
    }
    double worst = worst(name, innermost(), got, 1);
    assertTrue(worst <= TOLERANCE, name + ": " + worst);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tanh     | == 0 ? 1 : q       | == 0 ? q : 1",
        "softplus | == 0 ? 1 : q       | == 0 ? q : 1",
        "tanh     | == 2 ? q * q : q   | == 2 ? q : q * q",
        "silu     | == 2 ? q * q : q   | == 2 ? q : q * q",
      })
  void aChangedWeightOfTheInnermostPanelShows(String name, String text, String changed)
      throws IOException {
    HostDriver.withChange(
        folder,
        "unequal_table.cuh",
        text,
        changed,
        () ->
            assertFalse(
                worst(name, innermost(), solve(name, innermost()), 1) <= TOLERANCE,
                "the change did not show"));
  }

  private static Backend open() {
    return new CudaBackendProvider().open(new Resources(2, TABLES, List.of()));
  }

  private static TrajectoryColumns solve(String name, TrajectoryTile tile) {
    TrajectoryColumns out = new TrajectoryColumns(tile.layers().length, tile.size());
    try (Backend backend = open()) {
      backend.trajectories(Activations.named(name)).solve(tile, out);
    }
    return out;
  }

  /** The largest difference from the pair map, relative; absolute for logarithms below 1. */
  private static double worst(String name, TrajectoryTile tile, TrajectoryColumns got, int step) {
    Activation activation = Activations.named(name);
    PairTileSolver host = new PairTileSolver(PairMaps.of(activation, TABLES), 1);
    TrajectoryColumns expected = new TrajectoryColumns(got.layers(), got.size());
    double worst = 0;
    for (int i = 0; i < tile.size(); i += step) {
      host.solve(tile, expected, i);
      if (expected.status()[i] != got.status()[i]) {
        return Double.POSITIVE_INFINITY;
      }
      for (TrajectoryField field : TrajectoryField.values()) {
        for (int k = 0; k < got.layers(); k++) {
          boolean ln = field.label().startsWith("ln_");
          double least = ln ? 1 : Double.MIN_NORMAL / TOLERANCE;
          double difference =
              difference(expected.field(field, k)[i], got.field(field, k)[i], least);
          worst = difference <= worst ? worst : difference;
        }
      }
    }
    return worst;
  }

  private static double difference(double expected, double got, double least) {
    if (Double.compare(expected, got) == 0) {
      return 0;
    }
    double difference = Math.abs(got - expected) / Math.max(least, Math.abs(expected));
    return difference >= 0 ? difference : Double.POSITIVE_INFINITY;
  }

  private static TrajectoryTile tile(int n, long seed, int depth, int... layers) {
    return tile(START, n, seed, depth, layers);
  }

  private static TrajectoryTile tile(PairSignal start, int n, long seed, int depth, int... layers) {
    Random random = new Random(seed);
    double[] w2 = new double[n];
    double[] b2 = new double[n];
    for (int i = 0; i < n; i++) {
      w2[i] = i % 97 == 4 ? 0 : 0.1 + 5 * random.nextDouble();
      b2[i] = i % 5 == 3 ? 0 : Math.pow(random.nextDouble(), 3);
    }
    return new TrajectoryTile(w2, b2, start, depth, layers);
  }
}
