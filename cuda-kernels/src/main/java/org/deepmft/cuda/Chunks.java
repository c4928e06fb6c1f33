package org.deepmft.cuda;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.deepmft.backend.DeviceFailedException;

/**
 * Solves tiles on one device: a chunk travels and is copied into the columns while the next one is
 * computed. A chunk whose points ask for panels of a table is computed again with them; points that
 * the kernel leaves to the host are solved there.
 */
final class Chunks implements AutoCloseable {

  /** More points a chunk gain nothing. */
  private static final int MOST = 1 << 18;

  /** Nor do more bytes, and pinned memory is dear. */
  private static final long MOST_BYTES = 1L << 28;

  /** A device without room for so few is of no use. */
  private static final int FEWEST = 1 << 10;

  /** Chunks take at most this part of the free memory. */
  private static final int SHARE = 4;

  /** Status codes of the kernels below 0. */
  private static final byte HOST_SOLVES = -1;

  /** What is counted over all devices: points of diagrams, networks, pairs. */
  static final class Counts {
    final LongAdder points = new LongAdder();
    final LongAdder onHost = new LongAdder();
    final DoubleAdder kernelSeconds = new DoubleAdder();
  }

  private final CudaDevice device;
  private final ForkJoinPool pool;
  private final Staging[] stagings = new Staging[2];
  private int limit = MOST;

  /**
   * Creates the two halves of the way, without room yet.
   *
   * @param device the device
   * @param pool threads of the host
   */
  Chunks(CudaDevice device, ForkJoinPool pool) {
    this.device = device;
    this.pool = pool;
  }

  /**
   * Solves a tile.
   *
   * @param tile the tile
   * @param to where work is counted
   * @throws DeviceFailedException if the device is lost or has no room
   */
  void solve(ChunkedTile tile, Counts to) {
    try {
      device.use();
      makeRoom(tile);
      onDevice(tile, to);
    } catch (Driver.OutOfMemoryException e) {
      device.lose();
      throw new DeviceFailedException(e.getMessage(), e);
    } catch (DeviceFailedException e) {
      device.lose();
      throw e;
    }
  }

  private void onDevice(ChunkedTile tile, Counts to) {
    int n = tile.size();
    int turn = 0;
    for (int from = 0; from < n; turn = 1 - turn) {
      Staging staging = stagings[turn];
      finish(staging, tile, to);
      int count = Math.min(staging.capacity(), n - from);
      staging.send(tile, from, count);
      from += count;
    }
    finish(stagings[turn], tile, to);
    finish(stagings[1 - turn], tile, to);
    to.points.add(n);
  }

  /** Takes room for chunks of a tile, less and less until there is enough. */
  private void makeRoom(ChunkedTile tile) {
    Staging.Room room = Staging.Room.of(tile);
    int most = (int) Math.max(1, Math.min(limit, MOST_BYTES / room.bytes()));
    int wanted = Math.max(1, Math.min(tile.size(), most));
    while (stagings[0] == null
        || !stagings[0].room().equals(room)
        || stagings[0].capacity() < wanted) {
      closeStagings();
      long fits = device.free() / SHARE / stagings.length / room.bytes();
      int capacity = (int) Math.max(Math.min(FEWEST, wanted), Math.min(fits, wanted));
      try {
        for (int k = 0; k < stagings.length; k++) {
          stagings[k] = new Staging(device, room, capacity, pool);
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
  private void finish(Staging staging, ChunkedTile tile, Counts to) {
    if (!staging.busy()) {
      return;
    }
    Set<Integer> missing = new TreeSet<>();
    int[] left;
    do {
      to.kernelSeconds.add(staging.await());
      staging.copyTo(tile);
      missing.clear();
      byte[] status = tile.codes().get(0);
      left = open(status, staging.from(), staging.from() + staging.size(), missing);
      if (!missing.isEmpty()) {
        tile.bring(missing);
        staging.solve(tile);
      }
    } while (!missing.isEmpty());
    staging.clear();
    onHost(tile, left, to);
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

  /** Solves all points of a tile on the host. */
  void onHost(ChunkedTile tile, Counts to) {
    onHost(tile, IntStream.range(0, tile.size()).toArray(), to);
  }

  private void onHost(ChunkedTile tile, int[] points, Counts to) {
    if (points.length > 0) {
      to.onHost.add(points.length);
      pool.submit(() -> IntStream.of(points).parallel().forEach(tile::onHost)).join();
    }
  }

  private void closeStagings() {
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
    closeStagings();
  }
}
