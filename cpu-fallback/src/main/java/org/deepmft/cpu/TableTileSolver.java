package org.deepmft.cpu;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.PhaseTileSolver;
import org.deepmft.backend.Workers;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseSolver;

/** Solves tiles from the table: cuts them into chunks and shares these among the threads. */
final class TableTileSolver implements PhaseTileSolver {

  /** Large enough that a group of one sub-panel fills a matrix product. */
  static final int CHUNK = 1 << 16;

  /** Points a side of the grid by which {@link #prepare} finds panels. */
  private static final int SAMPLES = 17;

  private final TabulatedDual table;
  private final PhaseSolver pointwise;
  private final NativeEngine engine;
  private final int threads;
  private final PanelMatrices matrices;
  private final ConcurrentLinkedQueue<ChunkSolver> idle = new ConcurrentLinkedQueue<>();

  TableTileSolver(TabulatedDual table, NativeEngine engine, int threads) {
    this.table = table;
    this.pointwise = new PhaseSolver(table);
    this.engine = engine;
    this.threads = threads;
    this.matrices = new PanelMatrices(table);
  }

  /** {@inheritDoc} Builds the panels that a coarse grid from q0 = 1 needs. */
  @Override
  public void prepare(double w2Low, double w2High, double b2Low, double b2High) {
    PhaseTile samples = PhaseTile.grid(SAMPLES, w2Low, w2High, b2Low, b2High);
    int[] start = PanelSort.of(table).sort(samples, 0, samples.size());
    int from = 0;
    while (from < table.panels() && start[from + 1] == 0) {
      from++;
    }
    int to = table.panels() - 1;
    while (to > 0 && start[to] == start[table.panels()]) {
      to--;
    }
    IntStream panels = IntStream.rangeClosed(from, to);
    Workers.run(threads, () -> panels.parallel().forEach(matrices::panel));
  }

  @Override
  public void solve(PhaseTile tile, PhaseColumns out) {
    int n = tile.size();
    int chunks = (n + CHUNK - 1) / CHUNK;
    // Equal chunks, at least one a thread, none above CHUNK.
    int parts = Math.max(chunks, Math.min(threads, (n + 4095) / 4096));
    Workers.run(
        threads,
        () ->
            IntStream.range(0, parts)
                .parallel()
                .forEach(
                    part -> {
                      ChunkSolver solver = idle.poll();
                      if (solver == null) {
                        solver = new ChunkSolver(table, matrices, pointwise, engine);
                      }
                      int from = (int) ((long) n * part / parts);
                      int to = (int) ((long) n * (part + 1) / parts);
                      solver.solve(tile, out, from, to);
                      idle.add(solver);
                    }));
  }
}
