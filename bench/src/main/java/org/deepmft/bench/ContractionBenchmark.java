package org.deepmft.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Where the border between ND4J and Java loops lies: contracting the coefficients of n points of
 * one sub-panel, [n x 14] by [14 x 16], on one thread; and the machine's ceiling, a large square
 * product. Score: multiply-adds per second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ContractionBenchmark {

  private static final int U = 14;
  private static final int W = 16;
  private static final int BLOCK = 256;

  /** Points of the group. */
  @Param({"512", "4096"})
  public int n;

  private double[] powers;
  private double[] coefficients;
  private double[] product;
  private double[] column;
  private INDArray a;
  private INDArray b;
  private INDArray c;

  /** Fills everything with random numbers and checks the loops against the product. */
  @Setup
  public void setUp() {
    openblas.blas_set_num_threads(1);
    Random random = new Random(1);
    powers = new double[n * U];
    for (int i = 0; i < n; i++) {
      double u = 2 * random.nextDouble() - 1;
      for (int m = 0; m < U; m++) {
        powers[m * n + i] = Math.pow(u, m);
      }
    }
    coefficients = random.doubles(U * W, -1, 1).toArray();
    product = new double[n * W];
    column = new double[BLOCK];
    a = matrix(n, U);
    b = matrix(U, W);
    c = matrix(n, W);
    new DoublePointer(b.data().addressPointer()).put(coefficients, 0, U * W);
    nd4j();
    double[] expected = product.clone();
    loops();
    for (int i = 0; i < product.length; i++) {
      if (!(Math.abs(product[i] - expected[i]) <= 1e-12)) {
        throw new IllegalStateException("loops and product differ before timing");
      }
    }
  }

  /** One ND4J product with the copies that the backend makes. */
  @Benchmark
  public double[] nd4j() {
    new DoublePointer(a.data().addressPointer()).put(powers, 0, n * U);
    Nd4j.gemm(a, b, c, false, false, 1.0, 0.0);
    new DoublePointer(c.data().addressPointer()).get(product, 0, n * W);
    return product;
  }

  /** Horner's scheme in JIT-compiled loops over blocks that stay in the first-level cache. */
  @Benchmark
  public double[] loops() {
    for (int from = 0; from < n; from += BLOCK) {
      System.arraycopy(powers, n + from, column, 0, BLOCK);
      for (int k = 0; k < W; k++) {
        horner(coefficients, k * U, column, product, k * n + from);
      }
    }
    return product;
  }

  private static void horner(double[] c, int at, double[] x, double[] out, int to) {
    double c0 = c[at];
    double c1 = c[at + 1];
    double c2 = c[at + 2];
    double c3 = c[at + 3];
    double c4 = c[at + 4];
    double c5 = c[at + 5];
    double c6 = c[at + 6];
    double c7 = c[at + 7];
    double c8 = c[at + 8];
    double c9 = c[at + 9];
    double c10 = c[at + 10];
    double c11 = c[at + 11];
    double c12 = c[at + 12];
    double c13 = c[at + 13];
    for (int i = 0; i < BLOCK; i++) {
      double t = x[i];
      double high =
          Math.fma(
              Math.fma(
                  Math.fma(Math.fma(Math.fma(Math.fma(c13, t, c12), t, c11), t, c10), t, c9),
                  t,
                  c8),
              t,
              c7);
      out[to + i] =
          Math.fma(
              Math.fma(
                  Math.fma(
                      Math.fma(Math.fma(Math.fma(Math.fma(high, t, c6), t, c5), t, c4), t, c3),
                      t,
                      c2),
                  t,
                  c1),
              t,
              c0);
    }
  }

  private static INDArray matrix(int rows, int columns) {
    return Nd4j.create(DataType.DOUBLE, new long[] {rows, columns}, 'f');
  }
}
