package org.deepmft.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.TableCache;
import org.deepmft.network.Layer;
import org.deepmft.network.Layer.Activate;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Dropout;
import org.deepmft.network.Layer.Noise;
import org.deepmft.network.Layer.Norm;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.network.Layer.Residual;
import org.deepmft.network.Layer.Weights;
import org.deepmft.network.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels of data against 40-digit closed forms, and what must hold of any. */
class DataKernelTest {

  /** Of K and Θ over 50 layers, relative to √(K_aa K_bb) and √(Θ_aa Θ_bb). */
  private static final double ACCURACY = 1e-11;

  private static final List<Integer> STORED = List.of(1, 2, 10);
  private static final double NEAR = 1 + 0x1p-30;

  private static final Map<String, double[][]> SETS =
      Map.of(
          "equal",
          new double[][] {{3, 4, 0}, {4, 3, 0}, {0, -3, 4}, {-3, -4, 0}, {5, 0, 0}, {0, 4, -3}},
          "near",
          new double[][] {{1, NEAR, 2}, {NEAR, 1, 2}, {2, NEAR, 1}, {-1, 2, NEAR}, {1, NEAR, 2}},
          "unequal",
          new double[][] {
            {1, 2, 2}, {2, 4, 4}, {-0.5, -1, -1}, {1, 2, 2.001}, {0.25, 0, 0.5}, {3, -1, 0.125}
          });

  static Dense dense(double sigmaW2, double sigmaB2) {
    return new Dense(sigmaW2, sigmaB2, 0, Weights.GAUSSIAN);
  }

  static Network plain(Activation activation, double sigmaW2, double sigmaB2, int depth) {
    Dense dense = dense(sigmaW2, sigmaB2);
    List<Layer> layers = new ArrayList<>(List.of(dense));
    if (depth > 1) {
      layers.add(new Repeat(depth - 1, List.of(new Activate(activation), dense)));
    }
    return new Network(layers);
  }

  static List<DataKernel.Stored> kernels(Network network, List<Integer> layers, double[][] x) {
    return new DataKernel(network, layers, TableCache.NONE)
        .compute(new Inputs(x), x.length, TileProduct.PLAIN, done -> {});
  }

  static double[][] random(int count, int dimension, long seed, boolean oneNorm) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] x = new double[count][];
    for (int a = 0; a < count; a++) {
      x[a] = random.doubles(dimension, -1, 1).toArray();
      double norm = oneNorm ? Math.sqrt(Spectrum.dot(x[a], x[a], dimension)) : 1;
      for (int i = 0; i < dimension; i++) {
        x[a][i] /= norm;
      }
    }
    return x;
  }

  @Test
  void reluAndErfAgreeWithTheirClosedFormsOverFiftyLayers() throws IOException {
    Map<String, List<DataKernel.Stored>> known = new HashMap<>();
    double worst = 0;
    int rows = 0;
    try (BufferedReader table =
        new BufferedReader(
            new InputStreamReader(
                DataKernelTest.class.getResourceAsStream("kernels.csv"), StandardCharsets.UTF_8))) {
      table.readLine();
      for (String line = table.readLine(); line != null; line = table.readLine()) {
        String[] row = line.split(",");
        Network network =
            plain(
                Activations.named(row[1]),
                Double.parseDouble(row[2]),
                Double.parseDouble(row[3]),
                50);
        List<DataKernel.Stored> all =
            known.computeIfAbsent(
                String.join(",", List.of(row).subList(0, 4)),
                key -> kernels(network, STORED, SETS.get(row[0])));
        int layer = Integer.parseInt(row[4]);
        DataKernel.Stored stored = all.stream().filter(s -> s.layer() == layer).findFirst().get();
        int a = Integer.parseInt(row[5]);
        int b = Integer.parseInt(row[6]);
        double k = error(stored.nngp(), a, b, Double.parseDouble(row[7]));
        double theta = error(stored.ntk(), a, b, Double.parseDouble(row[8]));
        assertTrue(k <= ACCURACY && theta <= ACCURACY, line + ": errors " + k + ", " + theta);
        worst = Math.max(worst, Math.max(k, theta));
        rows++;
      }
    }
    System.out.println("kernels against " + rows + " closed forms: largest error " + worst);
    assertEquals(1368, rows);
  }

  private static double error(KernelMatrix kernel, int a, int b, double expected) {
    double scale = Math.sqrt(kernel.diagonal()[a] * kernel.diagonal()[b]);
    return Math.abs(kernel.rows()[a][b] - expected) / scale;
  }

  @Test
  void matricesAreSymmetricToTheBitAndPositive() {
    for (String activation : List.of("relu", "erf", "tanh", "gelu")) {
      for (boolean oneNorm : new boolean[] {true, false}) {
        if (!oneNorm && !List.of("relu", "erf").contains(activation)) {
          continue;
        }
        Network network = plain(Activations.named(activation), 1.7, 0.1, 12);
        double[][] x = random(300, 7, 3, oneNorm);
        DataKernel.Stored output = kernels(network, List.of(), x).get(0);
        for (KernelMatrix kernel : List.of(output.nngp(), output.ntk())) {
          for (int a = 0; a < x.length; a++) {
            for (int b = 0; b < a; b++) {
              assertEquals(kernel.rows()[a][b], kernel.rows()[b][a], 0.0);
            }
            assertEquals(kernel.diagonal()[a], kernel.rows()[a][a], 0.0);
          }
          KernelSpectrum spectrum =
              KernelRegression.of(kernel, new double[0][], 0, TileProduct.PLAIN).spectrum();
          assertTrue(spectrum.lambdaMin() >= -1e-10 * spectrum.lambdaMax(), activation);
        }
      }
    }
  }

  @Test
  void theTableOfAnglesSaysWhatTheLayersSay() {
    Network network =
        new Network(
            List.of(
                dense(1.5, 0.1),
                new Repeat(
                    10,
                    List.of(
                        new Residual(
                            0.9,
                            0.5,
                            List.of(
                                new Norm(true),
                                dense(1, 0),
                                new Activate(Activations.named("gelu")),
                                new Dropout(0.1),
                                dense(2, 0.05))),
                        new Noise(0.01),
                        new Norm(false))),
                dense(1, 0)));
    double[][] x = random(40, 5, 8, true);
    DataKernel.Stored output = kernels(network, List.of(), x).get(0);
    KernelRecursion recursion = new KernelRecursion(network, List.of(), TableCache.NONE);
    Inputs inputs = new Inputs(x);
    double[] out = new double[2];
    for (int a = 0; a < x.length; a++) {
      for (int b = 0; b < a; b++) {
        double gram = Spectrum.dot(x[a], x[b], 5) / 5;
        double q = inputs.commonQ();
        recursion.pair(q, q, inputs.quarterAngle(a, b, gram), out);
        double k = output.nngp().diagonal()[a];
        assertEquals(k * (1 - out[0]), output.nngp().rows()[a][b], 1e-12 * k);
        assertEquals(out[1], output.ntk().rows()[a][b], 1e-12 * output.ntk().diagonal()[a]);
      }
    }
  }

  @Test
  void theRecursionAgreesWithClosedFormsWhereNormsDiffer() {
    double[][] x = random(5, 3, 2, false);
    Inputs inputs = new Inputs(x);
    double[] out = new double[2];
    for (String activation : List.of("erf", "relu")) {
      Network network = plain(Activations.named(activation), 1.4, 0.2, 6);
      DataKernel.Stored output = kernels(network, List.of(), x).get(0);
      KernelRecursion recursion = new KernelRecursion(network, List.of(), TableCache.NONE);
      for (int a = 0; a < 5; a++) {
        for (int b = 0; b < a; b++) {
          double gram = Spectrum.dot(x[a], x[b], 3) / 3;
          recursion.pair(inputs.q(a), inputs.q(b), inputs.quarterAngle(a, b, gram), out);
          double[] k = output.nngp().diagonal();
          double scale = Math.sqrt(k[a] * k[b]);
          assertEquals(scale * (1 - out[0]), output.nngp().rows()[a][b], 1e-12 * scale);
          assertEquals(out[1], output.ntk().rows()[a][b], 1e-12 * output.ntk().diagonal()[a]);
        }
      }
    }
  }

  @Test
  void testInputsAreTreatedAsTrainingInputsAre() {
    double[][] x = random(270, 4, 5, false);
    for (String activation : List.of("relu", "erf")) {
      Network network = plain(Activations.named(activation), 1.7, 0.1, 3);
      DataKernel kernel = new DataKernel(network, List.of(1), TableCache.NONE);
      AtomicLong pairs = new AtomicLong();
      Inputs inputs = new Inputs(x);
      var whole = kernel.compute(inputs, 270, TileProduct.PLAIN, done -> {});
      var split = kernel.compute(inputs, 260, TileProduct.PLAIN, pairs::addAndGet);
      assertEquals(DataKernel.pairs(260, 270), pairs.get());
      for (int s = 0; s < 2; s++) {
        for (int a = 0; a < 270; a++) {
          for (int b = 0; b < 260; b++) {
            assertEquals(whole.get(s).ntk().rows()[a][b], split.get(s).ntk().rows()[a][b], 0.0);
          }
          assertEquals(whole.get(s).nngp().diagonal()[a], split.get(s).nngp().diagonal()[a], 0.0);
        }
      }
    }
  }

  @Test
  void oneInputHasAKernel() {
    DataKernel.Stored output =
        kernels(plain(Activations.named("relu"), 2, 0, 3), List.of(), new double[][] {{3, 4}})
            .get(0);
    assertEquals(25, output.nngp().rows()[0][0], 1e-13);
    assertEquals(75, output.ntk().rows()[0][0], 1e-13);
  }

  /** The arc cosine kernel of order 0 (cho2009): E sign sign = 1 - 2θ/π. */
  @ParameterizedTest
  @ValueSource(strings = {"equal", "unequal"})
  void activationsThatJumpHaveNngpAlone(String set) {
    double[][] x = SETS.get(set);
    Network network = plain(Activations.named("sign"), 1.5, 0.25, 4);
    KernelMatrix k = null;
    for (DataKernel.Stored stored : kernels(network, List.of(1, 2, 3), x)) {
      assertNull(stored.ntk());
      for (int a = 0; k != null && a < x.length; a++) {
        for (int b = 0; b < x.length; b++) {
          double cosine = k.rows()[a][b] / Math.sqrt(k.diagonal()[a] * k.diagonal()[b]);
          double exact = 1.5 * (1 - 2 / Math.PI * Math.acos(Math.min(1, cosine))) + 0.25;
          assertEquals(exact, stored.nngp().rows()[a][b], 2e-7, a + ", " + b); // acos near 1
        }
        assertEquals(1.75, stored.nngp().diagonal()[a], 1e-14);
      }
      k = stored.nngp();
    }
  }

  /** A step off 0 of opposite rows: D has no number there, its mean up to c = 1 has. */
  @Test
  void aStepOfOppositeRowsOfSeveralNorms() {
    Network network = plain(Activations.named("where(x>0.5,1,0)"), 1, 0, 2);
    double[][] k =
        kernels(network, List.of(), new double[][] {{1, 0}, {-2, 0}, {2, 0}}).get(0).nngp().rows();
    assertEquals(0, k[0][1], 1e-12);
    assertEquals(k[0][0], k[2][0], 1e-12); // the smaller decides
    assertTrue(k[1][1] > k[0][0] && k[0][0] > 0.1);
  }

  @Test
  void whatHasNoKernelIsRefusedWithItsPlace() {
    Activate relu = new Activate(Activations.named("relu"));
    Dense dense = dense(1, 0);
    refused("layer 1 must be dense, as inputs are data, got activation relu", relu, dense);
    refused(
        "layer 3: the signal must have mean 0 before a layer norm", dense, relu, new Norm(true));
    refused(
        "layer 2: a residual branch must end with a dense layer",
        dense,
        new Residual(1, 1, List.of(dense, relu)));
    refused("layer 1: sigma_w2 or sigma_b2 must be > 0 in kernels", dense(0, 0), relu, dense);
    refused(
        "at most 1000000 layers for kernels, repetitions counted, has 1000002",
        new Repeat(500_001, List.of(dense, relu)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new DataKernel(new Network(List.of(dense)), List.of(2), TableCache.NONE));
    Network lost = new Network(List.of(dense(1e-300, 0), relu, dense(1e-300, 1)));
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> kernels(lost, List.of(), new double[][] {{1e-20, 0}, {1, 2}}))
            .getMessage()
            .contains("before network layer 2 K is 0.0 for row 0"));
  }

  /** Erf is then as good as sign: K = (2/π) asin c. */
  @Test
  void inputsNearTheEndOfTheDoublesHaveAKernel() {
    Network huge =
        new Network(List.of(dense(4, 1), new Activate(Activations.named("erf")), dense(1, 0)));
    double[][] inputs = {{1e111, 2e111}, {2e111, 0}};
    KernelMatrix k = kernels(huge, List.of(), inputs).get(0).nngp();
    assertEquals(2 / Math.PI * Math.asin(1 / Math.sqrt(5)), k.rows()[0][1], 1e-14);
    assertEquals(1, k.rows()[1][1], 1e-14);
  }

  @Test
  void whatFollowsTheLastDenseLayerIsALayerOfItsOwn() {
    Activate relu = new Activate(Activations.named("relu"));
    List<Layer> layers = List.of(dense(2, 0.1), relu, dense(2, 0.1), relu);
    double[][] x = {{1, 2}, {0.5, -1}, {3, 0.25}};
    List<DataKernel.Stored> all = kernels(new Network(layers), List.of(2, 3), x);
    assertEquals(List.of(2, 3), all.stream().map(DataKernel.Stored::layer).toList());
    List<DataKernel.Stored> before = kernels(new Network(layers.subList(0, 3)), List.of(2), x);
    assertEquals(List.of(2), before.stream().map(DataKernel.Stored::layer).toList());
    assertArrayEquals(before.get(0).ntk().rows(), all.get(0).ntk().rows());
    for (int a = 0; a < 3; a++) {
      double halved = 0.5 * before.get(0).nngp().rows()[a][a];
      assertEquals(halved, all.get(1).nngp().rows()[a][a], 1e-14 * halved);
    }
  }

  /** Numbers on a line are parallel or opposite: K = |x_a x_b| behind |x|, on any layer. */
  @Test
  void absoluteValuesMakeOppositeInputsParallel() {
    Activate absolute = new Activate(Activations.named("where(x<0,-x,x)"));
    Activate linear = new Activate(Activations.named("linear"));
    Network network =
        new Network(
            List.of(dense(1.6, 0), absolute, dense(0.8, 0), linear, dense(1.4, 0), absolute));
    double[][] x = {{0.59501255}, {0.55119646}, {-0.954272}, {-0.15997311}, {-1e-9}};
    for (Layer last : List.of(dense(1, 0), dense(1.4, 0.03))) {
      List<Layer> layers = new ArrayList<>(network.layers());
      layers.add(last);
      KernelMatrix k = kernels(new Network(layers), List.of(), x).get(0).nngp();
      Dense end = (Dense) last;
      for (int a = 0; a < x.length; a++) {
        for (int b = 0; b < x.length; b++) {
          double expected =
              1.6 * 0.8 * 1.4 * end.sigmaW2() * Math.abs(x[a][0] * x[b][0]) + end.sigmaB2();
          assertEquals(expected, k.rows()[a][b], 1e-14 * expected);
        }
      }
    }
  }

  /** Without biases K and Θ of odd φ change sign with an input. */
  @Test
  void oppositeInputsOfOddActivationsHaveOppositeKernels() {
    for (String name : List.of("tanh", "hard-tanh", "softsign", "erf", "sin")) {
      Network network = plain(Activations.named(name), 1.7, 0, 3);
      for (double other : new double[] {1, 1.5}) {
        DataKernel.Stored stored =
            kernels(network, List.of(), new double[][] {{1}, {-other}, {other}}).get(0);
        double[][] k = stored.nngp().rows();
        double[][] theta = stored.ntk().rows();
        assertEquals(-k[0][2], k[0][1], 1e-12 * k[0][0], name);
        assertEquals(-theta[0][2], theta[0][1], 1e-10 * theta[0][0], name + " " + other);
      }
    }
  }

  private static void refused(String words, Layer... layers) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new DataKernel(new Network(List.of(layers)), List.of(), TableCache.NONE))
            .getMessage();
    assertTrue(message.contains(words), message);
  }

  @Test
  void inputsWithoutAnAngleAreRefusedWithTheirPlace() {
    wrong("row 1 (from 0) must not be zero", new double[][] {{1, 2}, {0, 0}});
    wrong("row 0, column 1 (from 0) must be finite, got NaN", new double[][] {{1, Double.NaN}});
    wrong("row 1 must have 2 numbers, has 1", new double[][] {{1, 2}, {1}});
    wrong("must have rows", new double[0][]);
    wrong("must have a mean square", new double[][] {{1e200}});
  }

  private static void wrong(String words, double[][] x) {
    String message = assertThrows(IllegalArgumentException.class, () -> new Inputs(x)).getMessage();
    assertTrue(message.contains(words), message);
  }
}
