package org.deepmft.bench;

import java.util.concurrent.TimeUnit;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Backend;
import org.deepmft.backend.Backends;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.PhaseTileSolver;
import org.deepmft.backend.Resources;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;
import org.deepmft.sweep.Axis;
import org.deepmft.sweep.SweepPlan;
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
 * The phase diagram of 1024 x 1024 points, σ_w² in [0.5, 4], σ_b² in [0, 1], all fields and bounds,
 * warm. Score: points per second. Goal: 5 million on two cores, whether V/q falls (tanh), rises
 * (gelu: several fixed points, growth without end) or V itself falls (x/(1+x²)).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 8, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(2)
public class PhaseSweepBenchmark {

  private static final int SIDE = 1024;

  /** The activation. */
  @Param({"tanh", "gelu", "x/(1+x^2)"})
  public String activation;

  /** The backend. */
  @Param({"cpu"})
  public String backend;

  private Backend opened;
  private PhaseTileSolver solver;
  private PhaseTile[] tiles;
  private PhaseColumns columns;

  /** Builds the tables and checks 200 points against the pointwise solver. */
  @Setup
  public void setUp() {
    SweepPlan plan =
        new SweepPlan(
            Axis.parse("sigma_w2", "0.5:4:" + SIDE),
            Axis.parse("sigma_b2", "0:1:" + SIDE),
            512,
            InitialState.DEFAULT);
    opened =
        Backends.open(
            backend, Resources.ofThreads(Runtime.getRuntime().availableProcessors()), line -> {});
    solver = opened.phases(Activations.named(activation));
    tiles = new PhaseTile[(int) plan.tiles()];
    for (int t = 0; t < tiles.length; t++) {
      tiles[t] = plan.tile(plan.place(t));
    }
    columns = new PhaseColumns(tiles[0].size());
    PhaseSolver judge = PhaseSolver.of(Activations.named(activation));
    for (PhaseTile tile : tiles) {
      solver.solve(tile, columns);
      for (int i = 0; i < tile.size(); i += tile.size() / 50) {
        PhasePoint expected = judge.solve(tile.sigmaW2()[i], tile.sigmaB2()[i]);
        double got = columns.field(PhaseField.CHI_C)[i];
        double error = Math.abs(got - expected.chiC());
        if (!(error <= 1e-9 || Double.isNaN(got) && Double.isNaN(expected.chiC()))) {
          throw new IllegalStateException("wrong chi_c before timing: " + got + ", " + expected);
        }
      }
    }
  }

  /** Closes the backend. */
  @TearDown
  public void tearDown() {
    opened.close();
  }

  /** Solves the whole diagram. */
  @Benchmark
  @OperationsPerInvocation(SIDE * SIDE)
  public PhaseColumns sweep() {
    for (PhaseTile tile : tiles) {
      solver.solve(tile, columns);
    }
    return columns;
  }
}
