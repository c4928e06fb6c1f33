package org.deepmft.bench;

import java.util.concurrent.TimeUnit;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Backend;
import org.deepmft.backend.Backends;
import org.deepmft.backend.PairTileSolver;
import org.deepmft.backend.Resources;
import org.deepmft.backend.TrajectoryTile;
import org.deepmft.backend.TrajectoryTileSolver;
import org.deepmft.gaussian.TableCache;
import org.deepmft.propagation.PairMaps;
import org.deepmft.propagation.PairSignal;
import org.deepmft.propagation.TrajectoryColumns;
import org.deepmft.propagation.TrajectoryField;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A pair through networks of depth 100 over a grid, σ_w² in [0.5, 4], σ_b² in [0, 1], warm; layers
 * 0 and 100 are kept, so that all gradients are needed, but no other. Score: networks times layers
 * a second. Goals on two cores: equal norms, tanh, 1024 x 1024 networks, 20 million; unequal norms,
 * q_b = 2 q_a at layer 0, tanh, 64 x 64 networks, 300,000.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(2)
public class TrajectoryBenchmark {

  private static final int DEPTH = 100;
  private static final int EQUAL_SIDE = 1024;
  private static final int UNEQUAL_SIDE = 64;
  private static final double TOLERANCE = 1e-9;

  /** The activation. */
  @Param({"tanh"})
  public String activation;

  /** The backend. */
  @Param({"cpu"})
  public String backend;

  private Backend opened;
  private TrajectoryTileSolver solver;

  /** Pairs of equal norms. */
  @State(Scope.Benchmark)
  public static class Equal {
    private TrajectoryTile tile;
    private TrajectoryColumns columns;

    /** Follows every network once and checks some. */
    @Setup
    public void setUp(TrajectoryBenchmark benchmark) {
      tile = grid(EQUAL_SIDE, PairSignal.ofEqualNorms(1, 0.5));
      columns = new TrajectoryColumns(2, tile.size());
      benchmark.check(tile, columns, 200);
    }
  }

  /** Pairs of unequal norms. */
  @State(Scope.Benchmark)
  public static class Unequal {
    private TrajectoryTile tile;
    private TrajectoryColumns columns;

    /** Follows every network once and checks some. */
    @Setup
    public void setUp(TrajectoryBenchmark benchmark) {
      tile = grid(UNEQUAL_SIDE, PairSignal.of(1, 2, 0.5));
      columns = new TrajectoryColumns(2, tile.size());
      benchmark.check(tile, columns, 3);
    }
  }

  /** Opens the backend. */
  @Setup
  public void setUp() {
    opened =
        Backends.open(
            backend, Resources.ofThreads(Runtime.getRuntime().availableProcessors()), line -> {});
    solver = opened.trajectories(Activations.named(activation));
  }

  /** Closes the backend. */
  @TearDown
  public void tearDown() {
    opened.close();
  }

  private static TrajectoryTile grid(int side, PairSignal start) {
    double[] w2 = new double[side * side];
    double[] b2 = new double[side * side];
    for (int i = 0; i < w2.length; i++) {
      w2[i] = 0.5 + 3.5 * (i % side) / (side - 1);
      b2[i] = (double) (i / side) / (side - 1);
    }
    return new TrajectoryTile(w2, b2, start, DEPTH, new int[] {0, DEPTH});
  }

  /**
   * Compares some networks with the pointwise way, whose averages are closed forms or the table.
   */
  private void check(TrajectoryTile tile, TrajectoryColumns columns, int some) {
    solver.solve(tile, columns);
    Activation phi = Activations.named(activation);
    PairTileSolver judge = new PairTileSolver(PairMaps.of(phi, TableCache.NONE), 1);
    TrajectoryColumns expected = new TrajectoryColumns(2, tile.size());
    for (int n = 0; n < some; n++) {
      int i = (int) ((n + 0.5) / some * tile.size());
      judge.solve(tile, expected, i);
      for (TrajectoryField field : TrajectoryField.values()) {
        for (int k = 0; k < 2; k++) {
          double got = columns.field(field, k)[i];
          double right = expected.field(field, k)[i];
          if (!(Math.abs(got - right) <= TOLERANCE * Math.abs(right) || got == right)) {
            throw new IllegalStateException(
                "wrong before timing: " + field + " " + got + ", not " + right);
          }
        }
      }
    }
  }

  /** Equal norms. */
  @Benchmark
  @OperationsPerInvocation(EQUAL_SIDE * EQUAL_SIDE * DEPTH)
  public TrajectoryColumns equalNorms(Equal pairs) {
    solver.solve(pairs.tile, pairs.columns);
    return pairs.columns;
  }

  /** Unequal norms. */
  @Benchmark
  @OperationsPerInvocation(UNEQUAL_SIDE * UNEQUAL_SIDE * DEPTH)
  public TrajectoryColumns unequalNorms(Unequal pairs) {
    solver.solve(pairs.tile, pairs.columns);
    return pairs.columns;
  }
}
