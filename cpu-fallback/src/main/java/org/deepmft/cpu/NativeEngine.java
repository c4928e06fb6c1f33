package org.deepmft.cpu;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's native CPU engine: loads it once, makes sure that it is the CPU's, and multiplies
 * matrices.
 *
 * <p>OpenBLAS is held to one thread a call: the backend's own threads each multiply their own
 * blocks, so that no product's bits depend on how many threads there are.
 */
final class NativeEngine {

  private static final String MAVEN = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

  private static final class Holder {
    static final NativeEngine ENGINE = new NativeEngine();
  }

  private final String executor;
  private final String blas;
  private final LongAdder products = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  private NativeEngine() {
    executor = Nd4j.getExecutioner().getClass().getName();
    if (!executor.toLowerCase(Locale.ROOT).contains("nativeopexecutioner")) {
      throw new IllegalStateException(
          "ND4J must load its native CPU engine, but loaded " + executor);
    }
    Properties environment = Nd4j.getExecutioner().getEnvironmentInformation();
    blas = String.valueOf(environment.get("blas.vendor"));
    openblas.blas_set_num_threads(1);
  }

  /** Returns the engine, loading it at the first call. */
  static NativeEngine load() {
    return Holder.ENGINE;
  }

  String device() {
    return "CPU, ND4J native engine, BLAS " + blas;
  }

  /** Returns ND4J's version, which its jar says in Maven's properties alone; empty without them. */
  String version() {
    Properties maven = new Properties();
    try (InputStream in = Nd4j.class.getResourceAsStream(MAVEN)) {
      if (in != null) {
        maven.load(in);
      }
    } catch (IOException e) {
      // A jar that was packed again still runs.
    }
    String version = maven.getProperty("version");
    return version == null ? "" : "ND4J " + version;
  }

  /** Returns the number of matrix products so far. */
  long products() {
    return products.sum();
  }

  /** Returns the time spent in matrix products and the copies around them, over all threads. */
  double seconds() {
    return nanos.sum() * 1e-9;
  }

  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("nd4j_class", executor);
    facts.put("blas_vendor", blas);
    facts.put("nd4j_products", products());
    return facts;
  }

  /** Returns an off-heap matrix in column-major order. */
  static INDArray matrix(int rows, int columns) {
    return Nd4j.create(DataType.DOUBLE, new long[] {rows, columns}, 'f');
  }

  /** Copies a column-major array into a matrix. */
  static void copy(double[] from, INDArray to) {
    pointer(to).put(from, 0, Math.toIntExact(to.length()));
  }

  /**
   * Computes c = a b through ND4J's GEMM.
   *
   * @param columnMajorA the elements of a
   * @param a off-heap room for them
   * @param b a matrix
   * @param c off-heap room for the product
   * @param columnMajorC receives the elements of the product
   */
  void multiply(double[] columnMajorA, INDArray a, INDArray b, INDArray c, double[] columnMajorC) {
    long start = System.nanoTime();
    copy(columnMajorA, a);
    Nd4j.gemm(a, b, c, false, false, 1.0, 0.0);
    pointer(c).get(columnMajorC, 0, Math.toIntExact(c.length()));
    products.increment();
    nanos.add(System.nanoTime() - start);
  }

  /**
   * Replaces each column of b by L⁻¹ b through OpenBLAS: ND4J has no triangular solve.
   *
   * @param upper Lᵀ in its upper triangle
   * @param n rows of L; rows of b from n on stay
   * @param columnMajorB the elements of b, as many rows as {@code upper} has
   * @param b off-heap room for them
   */
  void solve(INDArray upper, int n, double[] columnMajorB, INDArray b) {
    long start = System.nanoTime();
    copy(columnMajorB, b);
    int stride = Math.toIntExact(upper.rows());
    int columns = Math.toIntExact(b.columns());
    openblas.cblas_dtrsm(
        openblas.CblasColMajor,
        openblas.CblasLeft,
        openblas.CblasUpper,
        openblas.CblasTrans,
        openblas.CblasNonUnit,
        n,
        columns,
        1,
        pointer(upper),
        stride,
        pointer(b),
        stride);
    pointer(b).get(columnMajorB, 0, Math.toIntExact(b.length()));
    nanos.add(System.nanoTime() - start);
  }

  private static DoublePointer pointer(INDArray matrix) {
    return new DoublePointer(matrix.data().addressPointer());
  }
}
