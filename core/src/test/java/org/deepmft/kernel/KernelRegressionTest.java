package org.deepmft.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.TableCache;
import org.deepmft.network.Network;
import org.junit.jupiter.api.Test;

/** Regression with kernels against 40-digit solves, and what happens when a kernel is singular. */
class KernelRegressionTest {

  private static final int TRAINING = 6;

  private static List<DataKernel.Stored> kernels(
      String activation, double[][] x, int training, double sigmaB2) {
    Network network = DataKernelTest.plain(Activations.named(activation), 1.5, sigmaB2, 3);
    return new DataKernel(network, List.of(), TableCache.NONE)
        .compute(new Inputs(x), training, TileProduct.PLAIN, done -> {});
  }

  /** The inputs of regression.py. */
  private static double[][] inputs(int count) {
    double[][] x = new double[count][4];
    for (int a = 0; a < count; a++) {
      for (int i = 0; i < 4; i++) {
        x[a][i] = (7 * a + 5 * i + a * i * i) % 11 - 4.5;
      }
    }
    return x;
  }

  private static double[][] targets(int training) {
    double[][] y = new double[2][training];
    for (int a = 0; a < training; a++) {
      y[0][a] = a % 3 - 1;
      y[1][a] = 0.5 * a;
    }
    return y;
  }

  @Test
  void meansVariancesAndLikelihoodsAreThoseOfADirectSolve() throws IOException {
    Map<String, List<Double>> expected;
    try (BufferedReader table =
        new BufferedReader(
            new InputStreamReader(
                KernelRegressionTest.class.getResourceAsStream("regression.csv"),
                StandardCharsets.UTF_8))) {
      expected =
          table
              .lines()
              .skip(1)
              .map(line -> line.split(","))
              .collect(
                  Collectors.groupingBy(
                      row -> String.join(" ", List.of(row).subList(0, 3)),
                      Collectors.mapping(row -> Double.valueOf(row[3]), Collectors.toList())));
    }
    for (String activation : List.of("relu", "erf")) {
      for (double noise : new double[] {0, 0.75}) {
        DataKernel.Stored output = kernels(activation, inputs(9), TRAINING, 0.1).get(0);
        double[][] y = targets(TRAINING);
        var nngp = KernelRegression.of(output.nngp(), y, noise, TileProduct.PLAIN);
        var ntk = KernelRegression.of(output.ntk(), y, noise, TileProduct.PLAIN);
        String start = activation + " " + noise + " ";
        compare(expected.get(start + "nngp_mean"), nngp.mean()[0], nngp.mean()[1]);
        compare(expected.get(start + "nngp_variance"), nngp.variance());
        compare(expected.get(start + "ln_likelihood"), nngp.lnLikelihood());
        compare(expected.get(start + "ntk_mean"), ntk.mean()[0], ntk.mean()[1]);
        assertEquals(0, nngp.jitter());
        assertEquals(-1, nngp.spectrum().singularRow());
      }
    }
  }

  private static void compare(List<Double> expected, double[]... actual) {
    double[] all = Arrays.stream(actual).flatMapToDouble(Arrays::stream).toArray();
    double[] wanted = expected.stream().mapToDouble(Double::doubleValue).toArray();
    assertArrayEquals(wanted, all, 1e-11);
  }

  @Test
  void aMatrixOfSeveralTilesIsFactorisedAndBroughtBackToTheBit() {
    double[][] x = DataKernelTest.random(600, 40, 1, false);
    KernelMatrix kernel = kernels("relu", x, 520, 0.1).get(0).nngp();
    double[][] before = Arrays.stream(kernel.rows()).map(double[]::clone).toArray(double[][]::new);
    double[][] y = targets(520);
    KernelRegression posterior = KernelRegression.of(kernel, y, 0, TileProduct.PLAIN);
    for (int a = 0; a < 520; a++) {
      assertArrayEquals(before[a], kernel.rows()[a], 0.0);
    }
    Cholesky cholesky = new Cholesky(kernel.rows(), 520, TileProduct.PLAIN);
    assertEquals(-1, cholesky.factor(0, 0));
    double[] weights = y[1].clone();
    cholesky.solveLower(weights);
    cholesky.solveUpper(weights);
    for (int a = 0; a < 520; a++) {
      assertEquals(y[1][a], Spectrum.dot(before[a], weights, 520), 1e-9);
    }
    for (int t = 0; t < 80; t++) {
      double mean = Spectrum.dot(before[520 + t], weights, 520);
      assertEquals(mean, posterior.mean()[1][t], 1e-9 * 260);
      assertTrue(posterior.variance()[t] > 0);
    }
  }

  @Test
  void theSpectrumsEndsAreThoseOfAKnownMatrix() {
    int n = 300; // 2 on and -1 beside the diagonal: 2 - 2 cos(k π/(n + 1))
    double[][] rows = new double[n][n];
    double[] diagonal = new double[n];
    for (int i = 0; i < n; i++) {
      rows[i][i] = 2 + 1e-3;
      diagonal[i] = rows[i][i];
      if (i > 0) {
        rows[i][i - 1] = -1;
        rows[i - 1][i] = -1;
      }
    }
    KernelRegression spectrum =
        KernelRegression.of(
            new KernelMatrix(rows, diagonal), new double[0][], 0, TileProduct.PLAIN);
    double angle = Math.PI / (n + 1);
    assertEquals(1e-3 + 2 - 2 * Math.cos(angle), spectrum.spectrum().lambdaMin(), 1e-7 * 1e-3);
    assertEquals(1e-3 + 2 + 2 * Math.cos(angle), spectrum.spectrum().lambdaMax(), 1e-12);
  }

  @Test
  void duplicatesMakeJitterThatIsReportedAndSmall() {
    double[][] x = inputs(7);
    x[5] = x[2].clone();
    KernelMatrix kernel = kernels("relu", x, TRAINING, 0.1).get(0).nngp();
    KernelRegression posterior =
        KernelRegression.of(kernel, targets(TRAINING), 0, TileProduct.PLAIN);
    assertEquals(5, posterior.spectrum().singularRow());
    assertTrue(
        posterior.jitter() > 0 && posterior.jitter() < 1e-11 * posterior.spectrum().lambdaMax());
    assertTrue(
        Math.abs(posterior.spectrum().lambdaMin()) < 1e-10 * posterior.spectrum().lambdaMax());
  }

  @Test
  void noiseLeavesTheSpectrumAndMakesDuplicatesHarmless() {
    double[][] x = inputs(9);
    KernelMatrix kernel = kernels("relu", x, TRAINING, 0.1).get(0).nngp();
    KernelSpectrum without =
        KernelRegression.of(kernel, targets(TRAINING), 0, TileProduct.PLAIN).spectrum();
    kernel = kernels("relu", x, TRAINING, 0.1).get(0).nngp();
    KernelSpectrum with =
        KernelRegression.of(kernel, targets(TRAINING), 1e6, TileProduct.PLAIN).spectrum();
    assertEquals(without, with);
    x[5] = x[2].clone();
    kernel = kernels("relu", x, TRAINING, 0.1).get(0).nngp();
    KernelRegression posterior =
        KernelRegression.of(kernel, targets(TRAINING), 1e-3, TileProduct.PLAIN);
    assertEquals(0, posterior.jitter());
    assertEquals(5, posterior.spectrum().singularRow());
  }

  @Test
  void atATrainingInputThePosteriorIsItsTarget() {
    double[][] x = inputs(7);
    x[6] = x[3].clone();
    KernelMatrix kernel = kernels("erf", x, TRAINING, 0.1).get(0).ntk();
    double[][] y = targets(TRAINING);
    KernelRegression posterior = KernelRegression.of(kernel, y, 0, TileProduct.PLAIN);
    assertEquals(y[1][3], posterior.mean()[1][0], 1e-10);
    assertEquals(0, posterior.variance()[0], 1e-10);
  }

  @Test
  void oneInputIsEnough() {
    KernelMatrix kernel = kernels("relu", new double[][] {{3, 4}, {6, 8}}, 1, 0).get(0).nngp();
    KernelRegression posterior =
        KernelRegression.of(kernel, new double[][] {{5}}, 0, TileProduct.PLAIN);
    assertEquals(10, posterior.mean()[0][0], 1e-13);
    assertEquals(0, posterior.variance()[0], 1e-12);
    assertEquals(1, posterior.spectrum().condition(), 1e-12);
  }
}
