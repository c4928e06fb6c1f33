package org.deepmft.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import jcuda.driver.CUdeviceptr;
import org.deepmft.backend.DeviceFailedException;
import org.deepmft.cuda.BlasBench.Batch;
import org.deepmft.cuda.CudaBlas.Arithmetic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Products are ND4J's, and what goes wrong is said; on the host driver and the host cuBLAS. */
class CudaBlasTest {

  private final Random random = new Random(5);

  @BeforeEach
  void install() {
    HostCublas.install();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 7",
    "31, 32, 33, 7",
    "33, 257, 1, 7",
    "1, 33, 257, 7",
    "257, 31, 32, 1",
    "257, 257, 257, 1",
    "31, 32, 33, 0",
    "0, 5, 3, 7",
    "3, 5, 0, 1"
  })
  void productsAreThoseOfNd4j(int m, int inner, int n, int batch) {
    for (boolean doubles : new boolean[] {false, true}) {
      try (BlasBench bench = new BlasBench(doubles, Arithmetic.PEDANTIC)) {
        for (int options = 0; options < 16; options++) {
          int gap = (options & 4) == 0 ? 0 : 3;
          Batch a = matrices(bench, batch, m, inner, gap, (options & 1) != 0);
          Batch b = matrices(bench, batch, inner, n, gap, (options & 2) != 0);
          Batch c = matrices(bench, batch, m, n, gap, false);
          double alpha = (options & 8) == 0 ? 1 : -0.75;
          double beta = (options & 8) == 0 ? 0 : 1.5;
          String where = m + " x " + inner + " x " + n + ", options " + options;
          assertSmall(error(bench, batch, alpha, a, b, beta, c), where);
        }
      }
    }
  }

  @Test
  void oneMatrixServesTheWholeBatch() {
    try (BlasBench bench = new BlasBench(true, Arithmetic.PEDANTIC)) {
      Batch shared = bench.upload(new Random(1).doubles(33 * 31).toArray(), 33, 31, 31, 0);
      Batch b = matrices(bench, 7, 31, 32, 0, false);
      Batch c = matrices(bench, 7, 33, 32, 0, false);
      assertSmall(error(bench, 7, 1, shared, b, 0, c), "a shared");
      Batch left = matrices(bench, 7, 32, 33, 0, false);
      Batch to = matrices(bench, 7, 32, 31, 0, false);
      assertSmall(error(bench, 7, 1, left, shared, 0, to), "b shared");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void betaZeroIgnoresNaN(boolean doubles) {
    try (BlasBench bench = new BlasBench(doubles, Arithmetic.DEFAULT)) {
      Batch a = matrices(bench, 2, 5, 4, 0, false);
      Batch b = matrices(bench, 2, 4, 3, 0, false);
      double[] nan = new double[2 * 5 * 3];
      Arrays.fill(nan, Double.NaN);
      Batch c = bench.upload(nan, 5, 3, 3, 15);
      assertSmall(error(bench, 2, 1, a, b, 0, c), "beta 0");
      c = bench.upload(nan, 5, 3, 3, 15);
      bench.gemm(2, 1, a, b, 1, c);
      assertTrue(Double.isNaN(bench.download(c)[0]), "beta 1 must keep the NaN");
    }
  }

  @Test
  void floatsAreRoundedToTf32OnlyWhenAsked() {
    for (Arithmetic arithmetic : Arithmetic.values()) {
      try (BlasBench bench = new BlasBench(false, arithmetic)) {
        Batch a = matrices(bench, 1, 31, 32, 0, false);
        Batch b = matrices(bench, 1, 32, 33, 0, false);
        Batch c = matrices(bench, 1, 31, 33, 0, false);
        double error = error(bench, 1, 1, a, b, 0, c);
        assertEquals(arithmetic == Arithmetic.TF32, !(error <= 1), arithmetic + ": " + error);
      }
    }
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    CUdeviceptr at = new CUdeviceptr();
    Matrices w = new Matrices(at, 3, 4);
    Matrices h = new Matrices(at, 4, 2);
    Matrices z = new Matrices(at, 3, 2);
    try (BlasBench bench = new BlasBench(true, Arithmetic.PEDANTIC)) {
      CudaBlas blas = bench.blas();
      refused("batch must be >= 0, got -1", () -> blas.dgemm(-1, 1, w, h, 0, z));
      refused(
          "shapes must be [m x inner] [inner x n] -> [m x n], got of 2 x [3 x 4]^T [4 x 2] -> [3 x 2]",
          () -> blas.dgemm(2, 1, w.transposed(), h, 0, z));
      refused("shapes must be", () -> blas.sgemm(2, 1, w, h, 0, new Matrices(at, 3, 3)));
      refused(
          "shapes must be", () -> blas.sgemm(2, 1, w, h, 0, new Matrices(at, 2, 3).transposed()));
      refused(
          "inner must be >= 1",
          () -> blas.dgemm(1, 1, new Matrices(at, 3, 0), new Matrices(at, 0, 2), 1, z));
      refused(
          "results must not overlap: their stride must be >= 6, got 5",
          () -> blas.dgemm(2, 1, w, h, 0, new Matrices(at, 3, 2, 2, 5, false)));
    }
    refused("rows must be >= 0, got -1", () -> new Matrices(at, -1, 4));
    refused("columns must be >= 0, got -4", () -> new Matrices(at, 1, -4));
    refused("leading must be >= 4, got 3", () -> new Matrices(at, 3, 4, 3, 12, false));
    refused("leading must be >= 1, got 0", () -> new Matrices(at, 3, 0, 0, 12, false));
    refused("stride must be >= 0, got -12", () -> new Matrices(at, 3, 4, 4, -12, false));
  }

  @Test
  void aFailedProductNamesTheCallTheShapesAndTheDevice() {
    try (BlasBench bench = new BlasBench(false, Arithmetic.PEDANTIC)) {
      Batch a = matrices(bench, 7, 5, 4, 3, true);
      Batch b = matrices(bench, 7, 4, 3, 0, false);
      Batch c = matrices(bench, 7, 5, 3, 0, false);
      HostDriver.machine("devices 1", "cublasSgemmStridedBatched 13");
      DeviceFailedException said =
          assertThrows(DeviceFailedException.class, () -> bench.gemm(7, 1, a, b, 0, c));
      assertEquals(
          "cublasSgemmStridedBatched of 7 x [4 x 5 leading 8 stride 35]^T [4 x 3] -> [5 x 3]"
              + " on device 0 (Host 0) failed: CUBLAS_STATUS_EXECUTION_FAILED",
          said.getMessage());
    }
  }

  @Test
  void readingPastTheEndOfAMatrixFails() {
    try (BlasBench bench = new BlasBench(true, Arithmetic.PEDANTIC)) {
      Batch a = matrices(bench, 2, 5, 4, 0, false);
      Batch b = matrices(bench, 3, 4, 3, 0, false);
      Batch c = matrices(bench, 3, 5, 3, 0, false);
      assertThrows(DeviceFailedException.class, () -> bench.gemm(3, 1, a, b, 0, c));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cublasSetStream", "cublasSetMathMode"})
  void aConstructorThatFailsHalfWayReleasesTheHandle(String call) {
    try (BlasBench bench = new BlasBench(true, Arithmetic.PEDANTIC)) {
      long free = bench.device().free();
      HostDriver.machine("devices 1", call + " 1");
      DeviceFailedException said =
          assertThrows(DeviceFailedException.class, () -> bench.another(Arithmetic.PEDANTIC));
      assertTrue(said.getMessage().startsWith(call), said.getMessage());
      assertTrue(
          said.getMessage().endsWith("on device 0 (Host 0) failed: CUBLAS_STATUS_NOT_INITIALIZED"),
          said.getMessage());
      assertEquals(free, bench.device().free());
    }
  }

  @Test
  void aDeviceWithoutRoomForTheWorkspaceSaysSo() {
    HostDriver.machine("memory 1000000");
    Driver.OutOfMemoryException said =
        assertThrows(
            Driver.OutOfMemoryException.class, () -> new BlasBench(true, Arithmetic.DEFAULT));
    assertEquals(
        "cublasCreate on device 0 (Host 0) failed: CUBLAS_STATUS_ALLOC_FAILED", said.getMessage());
  }

  @Test
  void closingTwiceIsFineAndReleasesTheHandle() {
    try (BlasBench bench = new BlasBench(true, Arithmetic.PEDANTIC)) {
      long free = bench.device().free();
      CudaBlas blas = bench.another(Arithmetic.DEFAULT);
      assertFalse(bench.device().free() == free, "a handle takes room");
      assertEquals("12.6.4", blas.version());
      blas.close();
      blas.close();
      assertEquals(free, bench.device().free());
    }
  }

  private static void refused(String rule, Runnable call) {
    IllegalArgumentException said = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(said.getMessage().startsWith(rule), said.getMessage());
  }

  private static void assertSmall(double error, String where) {
    assertTrue(error <= 1, where + ": " + error + " times the bound");
  }

  /** Random matrices of which the shape after transposing is given. */
  private Batch matrices(
      BlasBench bench, int batch, int height, int width, int gap, boolean isTransposed) {
    int rows = isTransposed ? width : height;
    int columns = isTransposed ? height : width;
    int leading = Math.max(1, columns) + gap;
    long stride = (long) rows * leading + gap;
    double[] elements = random.doubles(batch * stride + 1, -1, 1).toArray();
    Batch all = bench.upload(elements, rows, columns, leading, stride);
    return isTransposed ? all.transposed() : all;
  }

  /**
   * Computes a product and returns the largest error of an element in units of its bound; infinity
   * where something was written that is no element of a result.
   *
   * <p>The bound is (inner + 4) u (Σ|α A B| + |β C|), u the unit roundoff: inner products and
   * additions, three operations with α and β, and one to spare; twice that for doubles, as ND4J
   * rounds too.
   */
  private static double error(
      BlasBench bench, int batch, double alpha, Batch a, Batch b, double beta, Batch c) {
    double[] expected = c.elements().clone();
    double[] bound = new double[expected.length];
    int inner = a.at().width();
    double unit = (bench.doubles() ? 2 * 0x1p-53 : 0x1p-24) * (inner + 4);
    for (int s = 0; s < batch && c.at().extent() > 0; s++) {
      INDArray x = nd4j(a, s);
      INDArray y = nd4j(b, s);
      double[][] product = x.mmul(y).toDoubleMatrix();
      double[][] absolute = Nd4j.math().abs(x).mmul(Nd4j.math().abs(y)).toDoubleMatrix();
      for (int i = 0; i < c.at().rows(); i++) {
        for (int j = 0; j < c.at().columns(); j++) {
          int place = c.place(s, i, j);
          double kept = beta == 0 ? 0 : beta * expected[place];
          expected[place] = alpha * product[i][j] + kept;
          bound[place] = unit * (Math.abs(alpha) * absolute[i][j] + Math.abs(kept));
        }
      }
    }
    bench.gemm(batch, alpha, a, b, beta, c);
    double[] computed = bench.download(c);
    double worst = 0;
    for (int k = 0; k < expected.length; k++) {
      double difference = Math.abs(computed[k] - expected[k]);
      double error = bound[k] == 0 && difference == 0 ? 0 : difference / bound[k];
      worst = error <= worst ? worst : Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }
    return worst;
  }

  private static INDArray nd4j(Batch matrices, int s) {
    Matrices at = matrices.at();
    double[] elements = new double[at.rows() * at.columns()];
    for (int i = 0; i < at.rows(); i++) {
      for (int j = 0; j < at.columns(); j++) {
        elements[i * at.columns() + j] = matrices.elements()[matrices.place(s, i, j)];
      }
    }
    INDArray matrix = Nd4j.createFromArray(elements).reshape('c', at.rows(), at.columns());
    return at.isTransposed() ? matrix.transpose() : matrix;
  }
}
