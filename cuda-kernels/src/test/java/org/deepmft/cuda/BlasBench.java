package org.deepmft.cuda;

import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoH;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoD;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.IntSupplier;
import jcuda.Pointer;
import jcuda.Sizeof;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.deepmft.cuda.CudaBlas.Arithmetic;

/** The first device with a stream and a cuBLAS handle, for one precision. */
final class BlasBench implements AutoCloseable {

  private final boolean doubles;
  private final CudaDevice device;
  private final CUstream stream = new CUstream();
  private final Deque<IntSupplier> releases = new ArrayDeque<>();
  private final CudaBlas blas;

  BlasBench(boolean doubles, Arithmetic arithmetic) {
    this.doubles = doubles;
    Driver.load(
        reason -> {
          throw new AssertionError(reason);
        });
    device = new CudaDevice(0);
    device.use();
    device.call(
        "cuStreamCreate", () -> cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING));
    releases.push(() -> cuStreamDestroy(stream));
    blas = another(arithmetic);
  }

  /**
   * A batch of matrices here and on the device.
   *
   * @param elements all elements, gaps included, as they were uploaded
   * @param at where they are
   */
  record Batch(double[] elements, Matrices at) {

    /** Returns the index of an element as it lies in memory. */
    int place(int s, int i, int j) {
      return Math.toIntExact(s * at.stride() + (long) i * at.leading() + j);
    }

    Batch transposed() {
      return new Batch(elements, at.transposed());
    }
  }

  /** Another handle in the same stream. */
  CudaBlas another(Arithmetic arithmetic) {
    return new CudaBlas(device, stream, arithmetic);
  }

  CudaBlas blas() {
    return blas;
  }

  CudaDevice device() {
    return device;
  }

  boolean doubles() {
    return doubles;
  }

  /** Copies matrices to the device; what is kept here is rounded as it is there. */
  Batch upload(double[] elements, int rows, int columns, int leading, long stride) {
    double[] rounded = Arrays.stream(elements).map(x -> doubles ? x : (float) x).toArray();
    CUdeviceptr data = new CUdeviceptr();
    long bytes = (long) size() * elements.length;
    device.call("cuMemAlloc", () -> cuMemAlloc(data, bytes));
    releases.push(() -> cuMemFree(data));
    device.call("cuMemcpyHtoD", () -> cuMemcpyHtoD(data, host(rounded), bytes));
    device.call("cuCtxSynchronize", JCudaDriver::cuCtxSynchronize); // no stream waits for the copy
    return new Batch(rounded, new Matrices(data, rows, columns, leading, stride, false));
  }

  void gemm(int batch, double alpha, Batch a, Batch b, double beta, Batch c) {
    if (doubles) {
      blas.dgemm(batch, alpha, a.at(), b.at(), beta, c.at());
    } else {
      blas.sgemm(batch, (float) alpha, a.at(), b.at(), (float) beta, c.at());
    }
  }

  /** Waits for the stream and copies matrices back, gaps included. */
  double[] download(Batch batch) {
    device.call("cuStreamSynchronize", () -> cuStreamSynchronize(stream));
    int n = batch.elements().length;
    double[] elements = new double[n];
    float[] floats = new float[n];
    Pointer to = doubles ? Pointer.to(elements) : Pointer.to(floats);
    device.call("cuMemcpyDtoH", () -> cuMemcpyDtoH(to, batch.at().data(), (long) size() * n));
    if (!doubles) {
      Arrays.setAll(elements, k -> floats[k]);
    }
    return elements;
  }

  private int size() {
    return doubles ? Sizeof.DOUBLE : Sizeof.FLOAT;
  }

  private Pointer host(double[] elements) {
    if (doubles) {
      return Pointer.to(elements);
    }
    float[] floats = new float[elements.length];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = (float) elements[k];
    }
    return Pointer.to(floats);
  }

  @Override
  public void close() {
    blas.close();
    while (!releases.isEmpty()) {
      Driver.release(releases.pop());
    }
    device.close();
  }
}
