package org.deepmft.bench;

import java.util.concurrent.TimeUnit;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.TabulatedDual;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Building an activation's table in a fresh JVM on all cores, in seconds: for q up to 32, which
 * most sweeps need, and for the whole range up to 2^20. Goal: 2 s.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(5)
public class TableBuildBenchmark {

  /** The activation. */
  @Param({"tanh", "erf"})
  public String activation;

  /** The largest variance. */
  @Param({"32", "1048576"})
  public double qMax;

  /** Builds every panel up to the largest variance. */
  @Benchmark
  public TabulatedDual build() {
    TabulatedDual table = new TabulatedDual(Activations.named(activation));
    table.prepare(0, qMax);
    return table;
  }
}
