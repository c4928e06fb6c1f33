package org.deepmft.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Backend;
import org.deepmft.backend.DeviceFailedException;
import org.deepmft.backend.Resources;
import org.deepmft.gaussian.TableCache;
import org.deepmft.kernel.DataKernel;
import org.deepmft.kernel.Inputs;
import org.deepmft.kernel.KernelMatrix;
import org.deepmft.kernel.TileProduct;
import org.deepmft.network.Layer;
import org.deepmft.network.Layer.Activate;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.network.Layer.Residual;
import org.deepmft.network.Layer.Weights;
import org.deepmft.network.Network;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kernels of data by the kernels over pairs are those of core in plain Java. */
class CudaPairsTest {

  /** Of K and Θ, relative to √(K_aa K_bb) and √(Θ_aa Θ_bb). */
  private static final double TOLERANCE = 1e-13;

  private static final TableCache TABLES = TableCache.inMemory();

  @TempDir private Path folder;

  @BeforeEach
  void install() {
    HostCublas.install();
  }

  @ParameterizedTest
  @CsvSource({
    "relu, 2, 0, 20, false", // homogeneous
    "relu, 1.8, 0.1, 20, true",
    "relu, 1.8, 0.1, 20, false",
    "leaky-relu(0.3), 1.5, 0.2, 5, false",
    "linear, 0.9, 0.3, 5, false",
    "erf, 1.2, 0.1, 20, true",
    "erf, 2.5, 0.05, 20, false",
    "erf, 0.7, 0, 20, false",
    "tanh, 1.8, 0.05, 20, true",
    "gelu, 1.9, 0.1, 8, true"
  })
  void kernelsAreThoseOfPlainJava(
      String name, double sigmaW2, double sigmaB2, int depth, boolean oneNorm) {
    Network network = plain(name, sigmaW2, sigmaB2, depth);
    double worst = worst(network, inputs(300, 7, oneNorm));
    System.out.println(name + (oneNorm ? ", one norm" : "") + ": largest difference " + worst);
    assertTrue(worst <= TOLERANCE, name + ": " + worst);
  }

  @Test
  void oppositeInputsThatBecomeParallel() {
    double[][] x = {{0.59501255}, {0.55119646}, {-0.954272}, {-0.15997311}};
    assertTrue(worst(plain("where(x<0,-x,x)", 1.4, 0.03, 4), x) <= TOLERANCE);
  }

  @Test
  void residualNetworksOfInputsOfOneNormAreATable() {
    Layer branch =
        new Residual(1, 0.3, List.of(new Activate(Activations.named("tanh")), dense(1.2, 0.1)));
    Network network = new Network(List.of(dense(1, 0), new Repeat(6, List.of(branch))));
    assertTrue(worst(network, inputs(70, 5, true)) <= TOLERANCE);
  }

  /** Every other network and set of inputs stays on the host, to the bit if products are. */
  @Test
  void whatHasNoKernelIsTheHosts() {
    Network network = plain("tanh", 1.5, 0.1, 2);
    try (Backend backend = open()) {
      compute(network, inputs(4, 3, false), backend);
      assertEquals(0L, backend.facts().get("kernel_points"));
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "31", "32", "33", "255", "256", "257"})
  void anyNumberOfInputs(int count) {
    for (boolean oneNorm : new boolean[] {true, false}) {
      double worst = worst(plain("erf", 1.5, 0.1, 4), inputs(count, 5, oneNorm));
      assertTrue(worst <= TOLERANCE, count + " inputs: " + worst);
    }
  }

  @Test
  void testInputsAndTrainingInputsAreTreatedAlike() {
    double[][] x = inputs(270, 4, false);
    DataKernel kernel = new DataKernel(plain("relu", 1.7, 0.1, 3), List.of(1), TABLES);
    AtomicLong pairs = new AtomicLong();
    try (Backend backend = open()) {
      var whole = kernel.compute(new Inputs(x), 270, backend.pairs(), done -> {});
      var split = kernel.compute(new Inputs(x), 200, backend.pairs(), pairs::addAndGet);
      assertEquals(DataKernel.pairs(200, 270), pairs.get());
      for (int a = 0; a < 270; a++) {
        for (int b = 0; b < 200; b++) {
          assertEquals(whole.get(1).ntk().rows()[a][b], split.get(1).ntk().rows()[a][b], 0.0);
        }
      }
    }
  }

  @Test
  void aLostDeviceNamesTheCallTheKernelAndItself() {
    String said = afterTheLossOfTheDevice(0, 200);
    assertTrue(
        said.matches(
            "cuLaunchKernel pairs_by_angle of [0-9]+ pairs on device 0 \\(Host 0\\) failed:"
                + " CUDA_ERROR_LAUNCH_FAILED"),
        said);
  }

  /** Of several tiles under way any call on it may be the first that fails. */
  @Test
  void aDeviceLostUnderSeveralTilesNamesItself() {
    String said = afterTheLossOfTheDevice(1, 600);
    assertTrue(said.endsWith(" on device 0 (Host 0) failed: CUDA_ERROR_LAUNCH_FAILED"), said);
  }

  private static String afterTheLossOfTheDevice(int launches, int inputs) {
    HostDriver.machine("lose 0 " + launches);
    try (Backend backend = open()) {
      return assertThrows(
              DeviceFailedException.class,
              () -> compute(plain("erf", 1.5, 0.1, 4), inputs(inputs, 5, true), backend))
          .getMessage();
    }
  }

  /** One sign changed in the kernels' text must show. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  | tanh | (c[n] - b2) + twice | (c[n] + b2) + twice",
        "true  | tanh | (place - panel) - 1 | (place - panel) + 1",
        "true  | tanh | ldexp(w[i], k) - 1 | ldexp(w[i], k) + 1",
        "false | erf  | root * apart + twist | root * apart - twist",
        "false | relu | next * (1 - apart) | next * (1 + apart)",
        "false | relu | fmax(apart * (lines.g | fmax(-apart * (lines.g",
      })
  void aChangedSignShows(boolean oneNorm, String name, String text, String changed)
      throws IOException {
    Network network = plain(name, 1.9, 0.1, 5);
    HostDriver.withChange(
        folder,
        "pairs.cu",
        text,
        changed,
        () -> assertFalse(agrees(network, inputs(40, 4, oneNorm)), "the change did not show"));
  }

  /** Numbers that are none are refused, which shows a change as well. */
  private static boolean agrees(Network network, double[][] x) {
    try {
      return worst(network, x) <= TOLERANCE;
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().startsWith("kernels must be finite"), e.getMessage());
      return false;
    }
  }

  private static Backend open() {
    return new CudaBackendProvider().open(new Resources(2, TABLES, List.of()));
  }

  private static Dense dense(double sigmaW2, double sigmaB2) {
    return new Dense(sigmaW2, sigmaB2, 0, Weights.GAUSSIAN);
  }

  private static Network plain(String activation, double sigmaW2, double sigmaB2, int depth) {
    Dense dense = dense(sigmaW2, sigmaB2);
    return new Network(
        List.of(
            dense,
            new Repeat(depth - 1, List.of(new Activate(Activations.named(activation)), dense))));
  }

  /** Random inputs, and among them equal, opposite and nearly equal ones. */
  private static double[][] inputs(int count, int dimension, boolean oneNorm) {
    SplittableRandom random = new SplittableRandom(count);
    double[][] x = new double[count][];
    for (int a = 0; a < count; a++) {
      x[a] = random.doubles(dimension, -1, 1).toArray();
    }
    for (int a = 4; a < count; a += 9) {
      x[a] = x[a - 1].clone();
      x[a][a % dimension] += a % 3 == 0 ? 0 : 1e-9;
    }
    for (int a = 7; a < count; a += 9) {
      int from = a - 1;
      Arrays.setAll(x[a], i -> -x[from][i]);
    }
    for (double[] row : x) {
      double squares = 0;
      for (double number : row) {
        squares += number * number;
      }
      for (int i = 0; i < dimension && oneNorm; i++) {
        row[i] /= Math.sqrt(squares);
      }
    }
    return x;
  }

  private static List<DataKernel.Stored> compute(Network network, double[][] x, Backend backend) {
    return new DataKernel(network, List.of(1, 2), TABLES)
        .compute(new Inputs(x), x.length, backend.pairs(), done -> {});
  }

  private static double worst(Network network, double[][] x) {
    List<DataKernel.Stored> expected =
        new DataKernel(network, List.of(1, 2), TABLES)
            .compute(new Inputs(x), x.length, TileProduct.PLAIN, done -> {});
    List<DataKernel.Stored> got = new ArrayList<>();
    try (Backend backend = open()) {
      got.addAll(compute(network, x, backend));
      long points = (long) backend.facts().get("kernel_points");
      assertTrue(points > 0, "the kernel must have done it");
    }
    double worst = 0;
    for (int s = 0; s < got.size(); s++) {
      worst = Math.max(worst, worst(expected.get(s).nngp(), got.get(s).nngp()));
      worst = Math.max(worst, worst(expected.get(s).ntk(), got.get(s).ntk()));
    }
    return worst;
  }

  private static double worst(KernelMatrix expected, KernelMatrix got) {
    double worst = 0;
    for (int a = 0; a < expected.size(); a++) {
      for (int b = 0; b < expected.size(); b++) {
        assertEquals(got.rows()[a][b], got.rows()[b][a], 0.0, "symmetric to the bit");
        double scale = Math.sqrt(expected.diagonal()[a] * expected.diagonal()[b]);
        double difference = Math.abs(got.rows()[a][b] - expected.rows()[a][b]) / scale;
        worst = difference <= worst ? worst : difference;
      }
    }
    return worst;
  }
}
