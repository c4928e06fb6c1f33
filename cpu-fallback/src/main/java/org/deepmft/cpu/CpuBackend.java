package org.deepmft.cpu;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.PairTileSolver;
import org.deepmft.backend.PhaseTileSolver;
import org.deepmft.backend.PointwiseTileSolver;
import org.deepmft.backend.TrajectoryTileSolver;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.TableCache;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.kernel.TileProduct;
import org.deepmft.meanfield.PhaseSolver;
import org.deepmft.propagation.PairMaps;

/** The CPU backend: ND4J for the matrix products, JIT-compiled loops for the rest. */
final class CpuBackend implements Backend {

  private final NativeEngine engine;
  private final int threads;
  private final TableCache cache;
  private final long productsBefore;
  private final double secondsBefore;

  CpuBackend(NativeEngine engine, int threads, TableCache cache) {
    this.engine = engine;
    this.threads = threads;
    this.cache = cache;
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
    DualActivation dual = Duals.fastest(activation, cache);
    return dual instanceof TabulatedDual table && !table.jumps()
        ? new TableTileSolver(table, engine, threads)
        : new PointwiseTileSolver(new PhaseSolver(dual)::solve, threads);
  }

  @Override
  public TrajectoryTileSolver trajectories(Activation activation) {
    PairTileSolver pairs = new PairTileSolver(PairMaps.of(activation, cache), threads);
    return Duals.fastest(activation, cache) instanceof TabulatedDual table && !table.jumps()
        ? new TableTrajectorySolver(table, pairs, threads)
        : pairs;
  }

  @Override
  public TileProduct products() {
    return new NativeTileProduct(engine);
  }

  @Override
  public void close() {}
}
