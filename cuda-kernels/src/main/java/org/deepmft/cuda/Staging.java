package org.deepmft.cuda;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventElapsedTime;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemAllocHost;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.Sizeof;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;

/**
 * A stream with room for a chunk of points on the device and in pinned memory. Two of them let one
 * chunk travel while the other is computed.
 */
final class Staging implements AutoCloseable {

  /** Pieces in which threads copy a tile's columns. */
  private static final int PIECES = 8;

  /**
   * What a point takes.
   *
   * @param inputs columns of doubles on the way in
   * @param doubles columns of doubles on the way back
   * @param codes columns of bytes on the way back
   * @param work bytes that stay on the device
   */
  record Room(int inputs, int doubles, int codes, int work) {

    static Room of(ChunkedTile tile) {
      return new Room(
          tile.inputs().size(), tile.fields().size(), tile.codes().size(), tile.workBytes());
    }

    /** Bytes on the way in. */
    long in() {
      return (long) inputs * Sizeof.DOUBLE;
    }

    /** Bytes on the way back. */
    long out() {
      return (long) doubles * Sizeof.DOUBLE + codes;
    }

    /** Bytes on the device. */
    long bytes() {
      return in() + out() + work;
    }
  }

  private final CudaDevice device;
  private final Room room;
  private final ForkJoinPool pool;
  private final Deque<IntSupplier> releases = new ArrayDeque<>();
  private final CUstream stream = new CUstream();
  private final CUevent before = new CUevent();
  private final CUevent after = new CUevent();
  private final CUdeviceptr inputs = new CUdeviceptr();
  private final CUdeviceptr results = new CUdeviceptr();
  private final CUdeviceptr work = new CUdeviceptr();
  private final Pointer pinnedInputs = new Pointer();
  private final Pointer pinnedResults = new Pointer();
  private final DoubleBuffer in;
  private final ByteBuffer out;
  private final int capacity;
  private int from;
  private int n;

  /**
   * Takes the room.
   *
   * @param device the device, in use on this thread
   * @param room what a point takes
   * @param capacity the most points of a chunk
   * @param pool copies columns
   */
  Staging(CudaDevice device, Room room, int capacity, ForkJoinPool pool) {
    this.device = device;
    this.room = room;
    this.capacity = capacity;
    this.pool = pool;
    long there = room.in() * capacity;
    long back = room.out() * capacity;
    long kept = (long) room.work * capacity;
    try {
      take(
          "cuStreamCreate",
          () -> cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
          () -> cuStreamDestroy(stream));
      take(
          "cuEventCreate",
          () -> cuEventCreate(before, CUevent_flags.CU_EVENT_DEFAULT),
          () -> cuEventDestroy(before));
      take(
          "cuEventCreate",
          () -> cuEventCreate(after, CUevent_flags.CU_EVENT_DEFAULT),
          () -> cuEventDestroy(after));
      String what = " for " + capacity + " points";
      take("cuMemAlloc" + what, () -> cuMemAlloc(inputs, there), () -> cuMemFree(inputs));
      take("cuMemAlloc" + what, () -> cuMemAlloc(results, back), () -> cuMemFree(results));
      if (kept > 0) {
        take("cuMemAlloc" + what, () -> cuMemAlloc(work, kept), () -> cuMemFree(work));
      }
      take(
          "cuMemAllocHost" + what,
          () -> cuMemAllocHost(pinnedInputs, there),
          () -> cuMemFreeHost(pinnedInputs));
      take(
          "cuMemAllocHost" + what,
          () -> cuMemAllocHost(pinnedResults, back),
          () -> cuMemFreeHost(pinnedResults));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    this.in = pinnedInputs.getByteBuffer(0, there).order(ByteOrder.nativeOrder()).asDoubleBuffer();
    this.out = pinnedResults.getByteBuffer(0, back).order(ByteOrder.nativeOrder());
  }

  private void take(String what, IntSupplier call, IntSupplier release) {
    device.call(what, call);
    releases.push(release);
  }

  /** Returns what a point takes. */
  Room room() {
    return room;
  }

  /** Returns the most points of a chunk. */
  int capacity() {
    return capacity;
  }

  /** Returns whether a chunk is on its way. */
  boolean busy() {
    return n > 0;
  }

  /** Sends points of a tile on their way to the device, through the kernel and back. */
  void send(ChunkedTile tile, int start, int count) {
    from = start;
    n = count;
    pool.submit(() -> IntStream.range(0, PIECES).parallel().forEach(k -> copyPiece(tile, k)))
        .join();
    device.call(
        "cuMemcpyHtoDAsync of " + n + " points",
        () -> cuMemcpyHtoDAsync(inputs, pinnedInputs, room.in() * n, stream));
    solve(tile);
  }

  private void copyPiece(ChunkedTile tile, int k) {
    int low = (int) ((long) n * k / PIECES);
    int high = (int) ((long) n * (k + 1) / PIECES);
    for (int column = 0; column < room.inputs; column++) {
      in.put(column * n + low, tile.inputs().get(column), from + low, high - low);
    }
  }

  /** Sends the points that are on the device through the kernel once more. */
  void solve(ChunkedTile tile) {
    long doubles = (long) room.doubles * n * Sizeof.DOUBLE;
    CUdeviceptr codes = results.withByteOffset(doubles);
    tile.begin();
    device.call("cuEventRecord", () -> cuEventRecord(before, stream));
    tile.launch(stream, new ChunkedTile.Points(inputs, results, codes, work, n));
    device.call("cuEventRecord", () -> cuEventRecord(after, stream));
    device.call(
        "cuMemcpyDtoHAsync of " + n + " points",
        () -> cuMemcpyDtoHAsync(pinnedResults, results, room.out() * n, stream));
  }

  /** Waits until the chunk is back; returns the seconds that the kernel took. */
  double await() {
    device.call("cuStreamSynchronize, " + n + " points", () -> cuStreamSynchronize(stream));
    float[] milliseconds = new float[1];
    device.call("cuEventElapsedTime", () -> cuEventElapsedTime(milliseconds, before, after));
    return milliseconds[0] * 1e-3;
  }

  /** Copies the chunk's results to their places in the tile's columns. */
  void copyTo(ChunkedTile tile) {
    DoubleBuffer doubles = out.asDoubleBuffer();
    List<double[]> fields = tile.fields();
    pool.submit(
            () ->
                IntStream.range(0, room.doubles)
                    .parallel()
                    .forEach(f -> doubles.get(f * n, fields.get(f), from, n)))
        .join();
    int codes = room.doubles * n * Sizeof.DOUBLE;
    for (int f = 0; f < room.codes; f++) {
      out.get(codes + f * n, tile.codes().get(f), from, n);
    }
  }

  /** Returns the index in the tile of the chunk's first point. */
  int from() {
    return from;
  }

  /** Returns the number of the chunk's points. */
  int size() {
    return n;
  }

  /** Makes room for the next chunk. */
  void clear() {
    n = 0;
  }

  @Override
  public void close() {
    while (!releases.isEmpty()) {
      Driver.release(releases.pop());
    }
  }
}
