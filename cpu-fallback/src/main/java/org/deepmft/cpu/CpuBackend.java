package org.deepmft.cpu;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.PhaseTileSolver;
import org.deepmft.backend.Workers;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseSolver;

/** The CPU backend: ND4J for the matrix products, JIT-compiled loops for the rest. */
final class CpuBackend implements Backend {

  private final NativeEngine engine;
  private final int threads;
  private final long productsBefore;
  private final double secondsBefore;

  CpuBackend(NativeEngine engine, int threads) {
    this.engine = engine;
    this.threads = threads;
    this.productsBefore = engine.products();
    this.secondsBefore = engine.seconds();
  }

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public String device() {
    return engine.device() + ", " + threads + (threads == 1 ? " thread" : " threads");
  }

  @Override
  public String precision() {
    return "float64";
  }

  @Override
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>(engine.facts());
    facts.put("nd4j_products", engine.products() - productsBefore);
    facts.put("nd4j_thread_seconds", engine.seconds() - secondsBefore);
    return facts;
  }

  @Override
  public PhaseTileSolver phases(Activation activation) {
    DualActivation dual = Duals.fastest(activation);
    return dual instanceof TabulatedDual table
        ? new TableTileSolver(table, engine, threads)
        : new PointwiseTileSolver(new PhaseSolver(dual), threads);
  }

  @Override
  public void close() {}

  /** Solves closed-form activations point by point. */
  private record PointwiseTileSolver(PhaseSolver solver, int threads) implements PhaseTileSolver {
    @Override
    public void prepare(double w2Low, double w2High, double b2Low, double b2High) {}

    @Override
    public void solve(PhaseTile tile, PhaseColumns out) {
      Workers.run(
          threads,
          () ->
              IntStream.range(0, tile.size())
                  .parallel()
                  .forEach(
                      i ->
                          solver.solve(
                              tile.sigmaW2()[i], tile.sigmaB2()[i], tile.start(), out, i)));
    }
  }
}
