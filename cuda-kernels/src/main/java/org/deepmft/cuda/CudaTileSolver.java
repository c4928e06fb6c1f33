package org.deepmft.cuda;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import jcuda.driver.CUstream;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.PhaseTileSolver;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhaseSolver;

/**
 * Solves tiles of the phase diagram on one device. Points that the kernel leaves to the host (a
 * collapse, whose limit of c is the end of a history; a length map within 1e-3 of a fold) are
 * solved by {@link PhaseSolver}.
 */
final class CudaTileSolver implements PhaseTileSolver, AutoCloseable {

  /** Points a side of the grid by which {@link #prepare} finds panels. */
  private static final int SAMPLES = 17;

  private final Chunks chunks;
  private final PointKernel kernel;
  private final PhaseSolver pointwise;
  private final Chunks.Counts counts;

  /**
   * Creates a solver.
   *
   * @param device the device
   * @param kernel the kernel of the activation
   * @param pointwise solves what the kernel leaves
   * @param pool threads of the host
   * @param counts where work is counted
   */
  CudaTileSolver(
      CudaDevice device,
      PointKernel kernel,
      PhaseSolver pointwise,
      ForkJoinPool pool,
      Chunks.Counts counts) {
    this.chunks = new Chunks(device, pool);
    this.kernel = kernel;
    this.pointwise = pointwise;
    this.counts = counts;
  }

  /** A tile with its columns. */
  private record Chunked(
      PhaseTile tile, PhaseColumns out, PointKernel kernel, PhaseSolver pointwise)
      implements ChunkedTile {

    @Override
    public int size() {
      return tile.size();
    }

    @Override
    public List<double[]> inputs() {
      return List.of(tile.sigmaW2(), tile.sigmaB2());
    }

    @Override
    public List<double[]> fields() {
      return Arrays.stream(PhaseField.values()).map(out::field).toList();
    }

    @Override
    public List<byte[]> codes() {
      return List.of(out.status(), out.phase());
    }

    @Override
    public void begin() {
      kernel.begin(tile.start());
    }

    @Override
    public void launch(CUstream stream, Points points) {
      kernel.launch(stream, tile.start(), points);
    }

    @Override
    public void bring(Set<Integer> panels) {
      kernel.bring(panels);
    }

    @Override
    public void onHost(int i) {
      pointwise.solve(tile.sigmaW2()[i], tile.sigmaB2()[i], tile.start(), out, i);
    }
  }

  /** {@inheritDoc} Solves a coarse grid, which brings the panels of the table that it needs. */
  @Override
  public void prepare(double w2Low, double w2High, double b2Low, double b2High) {
    PhaseTile samples = PhaseTile.grid(SAMPLES, w2Low, w2High, b2Low, b2High);
    solve(samples, new PhaseColumns(samples.size()), new Chunks.Counts());
  }

  @Override
  public void solve(PhaseTile tile, PhaseColumns out) {
    solve(tile, out, counts);
  }

  private void solve(PhaseTile tile, PhaseColumns out, Chunks.Counts to) {
    ChunkedTile chunked = new Chunked(tile, out, kernel, pointwise);
    if (kernel.startsFrom(tile.start())) {
      chunks.solve(chunked, to);
    } else {
      chunks.onHost(chunked, to);
    }
  }

  @Override
  public void close() {
    chunks.close();
    kernel.close();
  }
}
