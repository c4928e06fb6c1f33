package org.deepmft.bench;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Backend;
import org.deepmft.backend.Backends;
import org.deepmft.backend.Resources;
import org.deepmft.gaussian.TableCache;
import org.deepmft.kernel.DataKernel;
import org.deepmft.kernel.Inputs;
import org.deepmft.kernel.KernelRegression;
import org.deepmft.network.Layer.Activate;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.network.Layer.Weights;
import org.deepmft.network.Network;
import org.deepmft.network.Trajectory;
import org.deepmft.propagation.PairSignal;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * NNGP and NTK over 20 layers, σ_w² = 1.5, σ_b² = 0.1, of random inputs of 64 numbers, warm. Score:
 * seconds. Goal of {@code oneNorm} and half of {@code spectraAndCholeskys} together, M = 5000, ReLU
 * and erf: three times reading and writing K once a layer and one Cholesky (bench/peers/kernel.py
 * measures that floor).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
public class KernelBenchmark {

  private static final int DEPTH = 20;
  private static final int COLUMNS = 64;

  /** Inputs of several norms; beyond closed forms each of their pairs is followed by itself. */
  private static final int FEW = 300;

  /** Inputs whose pairs with the first are checked. */
  private static final int CHECKED = 6;

  private static final double ACCURACY = 1e-11;

  /** The activation. */
  @Param({"relu", "erf", "tanh", "gelu"})
  public String activation;

  /** M; a kernel has M(M + 1)/2 pairs. */
  @Param({"1000", "5000"})
  public int count;

  private final TableCache tables = TableCache.inMemory();
  private Backend backend;
  private DataKernel kernel;
  private Inputs oneNorm;
  private Inputs severalNorms;
  private DataKernel.Stored known;

  /** Builds tables and kernels, and checks some pairs against a trajectory. */
  @Setup
  public void setUp() {
    int threads = Runtime.getRuntime().availableProcessors();
    backend = Backends.open("cpu", Resources.ofThreads(threads), line -> {});
    Dense dense = new Dense(1.5, 0.1, 0, Weights.GAUSSIAN);
    Activate phi = new Activate(Activations.named(activation));
    Network network = new Network(List.of(dense, new Repeat(DEPTH - 1, List.of(phi, dense))));
    kernel = new DataKernel(network, List.of(), tables);
    double[][] rows = rows(count);
    oneNorm = new Inputs(rows);
    double[][] few = rows(FEW);
    for (int a = 0; a < FEW; a++) {
      for (int i = 0; i < COLUMNS; i++) {
        few[a][i] *= 1 + 0.01 * a;
      }
    }
    severalNorms = new Inputs(few);
    known = compute(oneNorm, count);
    check(network, known, rows);
    check(network, compute(severalNorms, FEW), few);
  }

  /** Inputs of mean square 1. */
  private static double[][] rows(int count) {
    SplittableRandom random = new SplittableRandom(1);
    double[][] rows = new double[count][];
    for (int a = 0; a < count; a++) {
      rows[a] = random.doubles(COLUMNS, -1, 1).toArray();
      double norm = Math.sqrt(product(rows[a], rows[a]));
      for (int i = 0; i < COLUMNS; i++) {
        rows[a][i] /= norm;
      }
    }
    return rows;
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < COLUMNS; i++) {
      sum += a[i] * b[i];
    }
    return sum / COLUMNS;
  }

  private void check(Network network, DataKernel.Stored stored, double[][] rows) {
    for (int b = 1; b < CHECKED; b++) {
      double qa = product(rows[0], rows[0]);
      double qb = product(rows[b], rows[b]);
      double c = product(rows[0], rows[b]) / Math.sqrt(qa * qb);
      boolean equal = Math.abs(qa - qb) < 1e-12;
      PairSignal pair = equal ? PairSignal.ofEqualNorms(1, c) : PairSignal.of(qa, qb, c);
      PairSignal out =
          Trajectory.of(network, pair, layer -> layer == DEPTH, tables).stations().get(0).signal();
      double expected = out.c() * Math.sqrt(out.qa() * out.qb());
      double got = stored.nngp().rows()[0][b];
      if (!(Math.abs(got - expected) <= ACCURACY * out.qa())) {
        throw new IllegalStateException("wrong K before timing: " + got + ", " + expected);
      }
    }
  }

  private DataKernel.Stored compute(Inputs inputs, int training) {
    return kernel.compute(inputs, training, backend.products(), done -> {}).get(0);
  }

  /** Closes the backend. */
  @TearDown
  public void tearDown() {
    backend.close();
  }

  /** Both kernels of M inputs of one norm. */
  @Benchmark
  public DataKernel.Stored oneNorm() {
    return compute(oneNorm, count);
  }

  /** Both kernels of 300 inputs, 45,150 pairs, whose norms differ by a factor 4 at most. */
  @Benchmark
  public DataKernel.Stored severalNorms() {
    return compute(severalNorms, FEW);
  }

  /** The ends of the spectrum and the Cholesky of both kernels of M inputs. */
  @Benchmark
  public double spectraAndCholeskys() {
    double[][] none = new double[0][];
    return KernelRegression.of(known.nngp(), none, 0, backend.products()).spectrum().lambdaMin()
        + KernelRegression.of(known.ntk(), none, 0, backend.products()).spectrum().lambdaMin();
  }
}
