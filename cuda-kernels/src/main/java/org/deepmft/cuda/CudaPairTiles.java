package org.deepmft.cuda;

import static org.deepmft.kernel.TileProduct.SIZE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import jcuda.driver.CUstream;
import org.deepmft.kernel.Inputs;
import org.deepmft.kernel.PairKernel;
import org.deepmft.kernel.PairTile;
import org.deepmft.kernel.PairTiles;
import org.deepmft.kernel.TileProduct;

/**
 * Tiles of pairs on one device: angles come from the host, which alone sees the rows of inputs that
 * are nearly parallel, what the layers make of them from the kernel. Several tiles may be under
 * way, each on a lane of its own; pairs that no series can follow are the host's.
 */
final class CudaPairTiles implements PairTiles {

  /** More lanes gain nothing. */
  private static final int MOST_LANES = 4;

  /** Room on the device and a kernel. */
  private record Lane(Chunks chunks, PairKernelLaunch kernel) {}

  private final PairKernel pairs;
  private final Inputs inputs;
  private final TileProduct product;
  private final Chunks.Counts counts;
  private final List<Lane> all = new ArrayList<>();
  private final BlockingQueue<Lane> free = new LinkedBlockingQueue<>();

  /**
   * Creates the lanes.
   *
   * @param device the device
   * @param pool threads of the host, at least one
   * @param kernel makes a kernel for a lane
   * @param pairs the same on the host
   * @param inputs the data
   * @param product multiplies the inputs
   * @param counts where work is counted
   */
  CudaPairTiles(
      CudaDevice device,
      ForkJoinPool pool,
      Supplier<PairKernelLaunch> kernel,
      PairKernel pairs,
      Inputs inputs,
      TileProduct product,
      Chunks.Counts counts) {
    this.pairs = pairs;
    this.inputs = inputs;
    this.product = product;
    this.counts = counts;
    try {
      for (int k = 0; k < Math.min(pool.getParallelism(), MOST_LANES); k++) {
        all.add(new Lane(new Chunks(device, pool), kernel.get()));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    free.addAll(all);
  }

  /** A tile with its angles and results. */
  private record Chunked(
      PairTile tile,
      double[] w,
      double[][] out,
      PairKernelLaunch kernel,
      PairKernel pairs,
      byte[] code)
      implements ChunkedTile {

    @Override
    public int size() {
      return (tile.endA() - tile.firstA()) * SIZE;
    }

    @Override
    public List<double[]> inputs() {
      return List.of(w);
    }

    @Override
    public List<double[]> fields() {
      return Arrays.asList(out);
    }

    @Override
    public List<byte[]> codes() {
      return List.of(code);
    }

    @Override
    public void begin() {
      kernel.begin(w, size());
    }

    @Override
    public void launch(CUstream stream, Points points) {
      kernel.launch(stream, tile, points);
    }

    @Override
    public void bring(Set<Integer> panels) {
      throw new IllegalStateException("pairs were asked for panels " + panels);
    }

    @Override
    public void onHost(int i) {
      double[] one = new double[out.length];
      pairs.pair(tile.firstA() + i / SIZE, tile.firstB() + i % SIZE, w[i], one);
      for (int f = 0; f < one.length; f++) {
        out[f][i] = one[f];
      }
    }
  }

  @Override
  public void fill(PairTile tile, double[][] out) {
    double[] w = new double[SIZE * SIZE];
    inputs.quarterAngles(tile, product, w);
    Lane lane = take();
    try {
      byte[] code = new byte[SIZE * SIZE];
      lane.chunks.solve(new Chunked(tile, w, out, lane.kernel, pairs, code), counts);
    } finally {
      free.add(lane);
    }
  }

  private Lane take() {
    try {
      return free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the device", e);
    }
  }

  @Override
  public void close() {
    for (Lane lane : all) {
      lane.chunks.close();
      lane.kernel.close();
    }
    all.clear();
  }
}
