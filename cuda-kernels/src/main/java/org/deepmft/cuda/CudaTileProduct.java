package org.deepmft.cuda;

import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemAllocHost;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntSupplier;
import jcuda.Pointer;
import jcuda.Sizeof;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import org.deepmft.backend.DeviceFailedException;
import org.deepmft.kernel.TileProduct;

/**
 * Tile products by cuBLAS, from and to the host's memory: 1.5 MB travel for 34 million operations.
 * Several threads may multiply at the same time, each on a lane of its own.
 */
final class CudaTileProduct implements TileProduct, AutoCloseable {

  private static final int ELEMENTS = SIZE * SIZE;
  private static final long BYTES = (long) ELEMENTS * Sizeof.DOUBLE;

  private final CudaDevice device;
  private final List<Lane> all = new ArrayList<>();
  private final BlockingQueue<Lane> free = new LinkedBlockingQueue<>();

  /**
   * Takes the room.
   *
   * @param device the device
   * @param lanes how many products may be under way
   * @throws DeviceFailedException if the device is lost or has no room
   */
  CudaTileProduct(CudaDevice device, int lanes) {
    this.device = device;
    try {
      device.use();
      for (int k = 0; k < lanes; k++) {
        Lane lane = new Lane();
        all.add(lane);
        lane.open();
      }
    } catch (Driver.OutOfMemoryException e) {
      close();
      throw new DeviceFailedException(e.getMessage(), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    free.addAll(all);
  }

  /** A stream with room for two factors and their product. */
  private final class Lane {
    private final Deque<IntSupplier> releases = new ArrayDeque<>();
    private final CUstream stream = new CUstream();
    private final CUdeviceptr tiles = new CUdeviceptr();
    private final Pointer pinned = new Pointer();
    private CudaBlas blas;
    private DoubleBuffer numbers;

    void open() {
      take(
          "cuStreamCreate",
          () -> cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
          () -> cuStreamDestroy(stream));
      take("cuMemAlloc for tiles", () -> cuMemAlloc(tiles, 3 * BYTES), () -> cuMemFree(tiles));
      take(
          "cuMemAllocHost for tiles",
          () -> cuMemAllocHost(pinned, 3 * BYTES),
          () -> cuMemFreeHost(pinned));
      numbers = pinned.getByteBuffer(0, 3 * BYTES).order(ByteOrder.nativeOrder()).asDoubleBuffer();
      blas = new CudaBlas(device, stream, CudaBlas.Arithmetic.DEFAULT);
    }

    private void take(String what, IntSupplier call, IntSupplier release) {
      device.call(what, call);
      releases.push(release);
    }

    void multiply(double[] a, double[] b, double[] c) {
      numbers.put(0, a, 0, ELEMENTS);
      numbers.put(ELEMENTS, b, 0, ELEMENTS);
      device.call(
          "cuMemcpyHtoDAsync of two tiles",
          () -> cuMemcpyHtoDAsync(tiles, pinned, 2 * BYTES, stream));
      blas.dgemm(1, 1, matrix(0), matrix(1), 0, matrix(2));
      CUdeviceptr product = tiles.withByteOffset(2 * BYTES);
      Pointer to = pinned.withByteOffset(2 * BYTES);
      device.call(
          "cuMemcpyDtoHAsync of a tile", () -> cuMemcpyDtoHAsync(to, product, BYTES, stream));
      device.call("cuStreamSynchronize of a tile", () -> cuStreamSynchronize(stream));
      numbers.get(2 * ELEMENTS, c, 0, ELEMENTS);
    }

    private Matrices matrix(int k) {
      return new Matrices(tiles.withByteOffset(k * BYTES), SIZE, SIZE);
    }

    void close() {
      if (blas != null) {
        blas.close();
      }
      while (!releases.isEmpty()) {
        Driver.release(releases.pop());
      }
    }
  }

  @Override
  public void multiply(double[] a, double[] b, double[] c) {
    Lane lane;
    try {
      lane = free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the device", e);
    }
    try {
      device.use();
      lane.multiply(a, b, c);
    } catch (DeviceFailedException e) {
      device.lose();
      throw e;
    } finally {
      free.add(lane);
    }
  }

  @Override
  public void close() {
    device.tryToUse();
    all.forEach(Lane::close);
    all.clear();
  }
}
