package org.deepmft.cuda;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.deepmft.backend.DeviceFailedException;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.PhaseTileSolver;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseSolver;

/**
 * Solves tiles on one device: a chunk travels and is copied into the columns while the next one is
 * computed. Points that the kernel leaves to the host (a collapse, whose limit of c is the end of a
 * history; a length map within 1e-3 of a fold) are solved by {@link PhaseSolver}.
 */
final class CudaTileSolver implements PhaseTileSolver, AutoCloseable {

  /** More points a chunk gain nothing. */
  private static final int MOST = 1 << 18;

  /** A device without room for so few is of no use. */
  private static final int FEWEST = 1 << 10;

  /** Chunks take at most this part of the free memory. */
  private static final int SHARE = 4;

  /** Points a side of the grid by which {@link #prepare} finds panels. */
  private static final int SAMPLES = 17;

  /** Status codes of the kernels below 0. */
  private static final byte HOST_SOLVES = -1;

  /** What is counted over all devices. */
  static final class Counts {
    final LongAdder points = new LongAdder();
    final LongAdder onHost = new LongAdder();
    final DoubleAdder kernelSeconds = new DoubleAdder();
  }

  private final CudaDevice device;
  private final PointKernel kernel;
  private final PhaseSolver pointwise;
  private final ForkJoinPool pool;
  private final Counts counts;
  private final Staging[] stagings = new Staging[2];
  private int limit = MOST;

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
      Counts counts) {
    this.device = device;
    this.kernel = kernel;
    this.pointwise = pointwise;
    this.pool = pool;
    this.counts = counts;
  }

  /** {@inheritDoc} Solves a coarse grid, which brings the panels of the table that it needs. */
  @Override
  public void prepare(double w2Low, double w2High, double b2Low, double b2High) {
    PhaseTile samples = PhaseTile.grid(SAMPLES, w2Low, w2High, b2Low, b2High);
    solve(samples, new PhaseColumns(samples.size()), new Counts());
  }

  @Override
  public void solve(PhaseTile tile, PhaseColumns out) {
    solve(tile, out, counts);
  }

  private void solve(PhaseTile tile, PhaseColumns out, Counts to) {
    int n = tile.size();
    if (!kernel.startsFrom(tile.start())) {
      onHost(tile, out, IntStream.range(0, n).toArray(), to);
      return;
    }
    try {
      device.use();
      makeRoom(n);
      onDevice(tile, out, to);
    } catch (Driver.OutOfMemoryException e) {
      device.lose();
      throw new DeviceFailedException(e.getMessage(), e);
    } catch (DeviceFailedException e) {
      device.lose();
      throw e;
    }
  }

  private void onDevice(PhaseTile tile, PhaseColumns out, Counts to) {
    int n = tile.size();
    int turn = 0;
    for (int from = 0; from < n; turn = 1 - turn) {
      Staging staging = stagings[turn];
      finish(staging, tile, out, to);
      int count = Math.min(staging.capacity(), n - from);
      staging.send(tile, from, count, kernel);
      from += count;
    }
    finish(stagings[turn], tile, out, to);
    finish(stagings[1 - turn], tile, out, to);
    to.points.add(n);
  }

  /** Takes room for chunks of a tile of n points, less and less until there is enough. */
  private void makeRoom(int n) {
    int wanted = Math.max(1, Math.min(n, limit));
    while (stagings[0] == null || stagings[0].capacity() < wanted) {
      close(stagings);
      long fits = device.free() / SHARE / stagings.length / Staging.BYTES;
      int capacity = (int) Math.max(Math.min(FEWEST, wanted), Math.min(fits, wanted));
      try {
        for (int k = 0; k < stagings.length; k++) {
          stagings[k] = new Staging(device, capacity, pool);
        }
        limit = capacity < wanted ? capacity : limit;
        wanted = capacity;
      } catch (Driver.OutOfMemoryException e) {
        if (capacity <= FEWEST) {
          throw e;
        }
        limit = capacity / 2;
        wanted = limit;
      }
    }
  }

  /** Waits for a chunk, brings panels until it needs no more, and hands over its results. */
  private void finish(Staging staging, PhaseTile tile, PhaseColumns out, Counts to) {
    if (!staging.busy()) {
      return;
    }
    Set<Integer> missing = new TreeSet<>();
    int[] left;
    do {
      to.kernelSeconds.add(staging.await());
      staging.copyTo(out);
      missing.clear();
      left = open(out.status(), staging.from(), staging.from() + staging.size(), missing);
      if (!missing.isEmpty()) {
        kernel.bring(missing);
        staging.solve(kernel, tile.start());
      }
    } while (!missing.isEmpty());
    staging.clear();
    onHost(tile, out, left, to);
  }

  /** Returns the points that the kernel left to the host, and adds the panels that others need. */
  private static int[] open(byte[] status, int from, int end, Set<Integer> missing) {
    int[] left = new int[0];
    int count = 0;
    for (int i = from; i < end; i++) {
      if (status[i] < 0) {
        if (status[i] < HOST_SOLVES) {
          missing.add(HOST_SOLVES - 1 - status[i]);
        } else {
          left = count < left.length ? left : Arrays.copyOf(left, 2 * count + 16);
          left[count++] = i;
        }
      }
    }
    return Arrays.copyOf(left, count);
  }

  private void onHost(PhaseTile tile, PhaseColumns out, int[] points, Counts to) {
    if (points.length == 0) {
      return;
    }
    to.onHost.add(points.length);
    pool.submit(
            () ->
                IntStream.of(points)
                    .parallel()
                    .forEach(
                        i ->
                            pointwise.solve(
                                tile.sigmaW2()[i], tile.sigmaB2()[i], tile.start(), out, i)))
        .join();
  }

  private static void close(Staging[] stagings) {
    for (int k = 0; k < stagings.length; k++) {
      if (stagings[k] != null) {
        stagings[k].close();
        stagings[k] = null;
      }
    }
  }

  @Override
  public void close() {
    device.tryToUse();
    close(stagings);
    kernel.close();
  }
}
