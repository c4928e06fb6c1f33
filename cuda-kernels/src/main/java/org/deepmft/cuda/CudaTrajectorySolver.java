package org.deepmft.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import jcuda.Sizeof;
import jcuda.driver.CUstream;
import org.deepmft.backend.PairTileSolver;
import org.deepmft.backend.TrajectoryTile;
import org.deepmft.backend.TrajectoryTileSolver;
import org.deepmft.propagation.TrajectoryColumns;
import org.deepmft.propagation.TrajectoryField;

/**
 * Follows pairs through uniform networks on one device. What the kernel leaves to the host (σ_w² =
 * 0; with a table unequal norms, c below 0, and q in the innermost panel where φ is singular at 0)
 * is followed there network by network.
 */
final class CudaTrajectorySolver implements TrajectoryTileSolver, AutoCloseable {

  /** Exponents of three factors of each layer that is kept. */
  private static final int WORK_BYTES = 3 * Sizeof.INT;

  private final Chunks chunks;
  private final TrajectoryKernel kernel;
  private final PairTileSolver host;
  private final Chunks.Counts counts;

  /**
   * Creates a solver.
   *
   * @param device the device
   * @param kernel the kernel of the activation
   * @param host follows what the kernel leaves
   * @param pool threads of the host
   * @param counts where work is counted
   */
  CudaTrajectorySolver(
      CudaDevice device,
      TrajectoryKernel kernel,
      PairTileSolver host,
      ForkJoinPool pool,
      Chunks.Counts counts) {
    this.chunks = new Chunks(device, pool);
    this.kernel = kernel;
    this.host = host;
    this.counts = counts;
  }

  /** A tile with its columns. */
  private record Chunked(
      TrajectoryTile tile,
      TrajectoryColumns out,
      List<double[]> fields,
      TrajectoryKernel kernel,
      PairTileSolver host)
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
    public List<byte[]> codes() {
      return List.of(out.status());
    }

    @Override
    public int workBytes() {
      return WORK_BYTES * tile.layers().length;
    }

    @Override
    public void begin() {
      kernel.begin(tile);
    }

    @Override
    public void launch(CUstream stream, Points points) {
      kernel.launch(stream, tile, points);
    }

    @Override
    public void bring(Set<Integer> panels) {
      kernel.bring(panels);
    }

    @Override
    public void onHost(int i) {
      host.solve(tile, out, i);
    }
  }

  @Override
  public void solve(TrajectoryTile tile, TrajectoryColumns out) {
    List<double[]> fields = new ArrayList<>();
    for (TrajectoryField field : TrajectoryField.values()) {
      for (int k = 0; k < tile.layers().length; k++) {
        fields.add(out.field(field, k));
      }
    }
    ChunkedTile chunked = new Chunked(tile, out, fields, kernel, host);
    if (kernel.startsFrom(tile)) {
      chunks.solve(chunked, counts);
    } else {
      chunks.onHost(chunked, counts);
    }
  }

  @Override
  public void close() {
    chunks.close();
    kernel.close();
  }
}
