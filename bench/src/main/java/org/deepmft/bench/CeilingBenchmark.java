package org.deepmft.bench;

import java.util.concurrent.TimeUnit;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The machine's ceiling: a square double-precision product of side 1024 on every core. Score:
 * multiply-adds per second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(1)
public class CeilingBenchmark {

  private static final int SIDE = 1024;

  private INDArray a;
  private INDArray product;

  /** Makes the matrices and gives the BLAS every core. */
  @Setup
  public void setUp() {
    a = Nd4j.rand(DataType.DOUBLE, SIDE, SIDE);
    product = Nd4j.create(DataType.DOUBLE, new long[] {SIDE, SIDE}, 'f');
    openblas.blas_set_num_threads(Runtime.getRuntime().availableProcessors());
  }

  /** The product. */
  @Benchmark
  @OperationsPerInvocation(SIDE * SIDE * SIDE)
  public INDArray gemm() {
    return Nd4j.gemm(a, a, product, false, false, 1.0, 0.0);
  }
}
