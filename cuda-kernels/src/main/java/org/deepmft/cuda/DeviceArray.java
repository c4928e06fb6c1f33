package org.deepmft.cuda;

import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoD;

import jcuda.Pointer;
import jcuda.Sizeof;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/** An array of the host that kernels read, such as a table; it changes now and then. */
final class DeviceArray implements AutoCloseable {

  private final CudaDevice device;
  private final String name;
  private Object uploaded;
  private CUdeviceptr there;

  /**
   * Creates the place, without room yet.
   *
   * @param device the device
   * @param name what it holds, in words
   */
  DeviceArray(CudaDevice device, String name) {
    this.device = device;
    this.name = name;
  }

  /** Puts numbers there, unless it is the array that was put last, which has not changed. */
  CUdeviceptr put(double[] numbers) {
    return put(numbers, Pointer.to(numbers), (long) numbers.length * Sizeof.DOUBLE);
  }

  /** Puts numbers there, unless it is the array that was put last, which has not changed. */
  CUdeviceptr put(int[] numbers) {
    return put(numbers, Pointer.to(numbers), (long) numbers.length * Sizeof.INT);
  }

  private CUdeviceptr put(Object array, Pointer numbers, long bytes) {
    if (array == uploaded) {
      return there;
    }
    synchronise(); // somebody may read the old one
    release();
    CUdeviceptr pointer = new CUdeviceptr();
    String what = " of " + bytes + " bytes for " + name;
    device.call("cuMemAlloc" + what, () -> cuMemAlloc(pointer, Math.max(1, bytes)));
    there = pointer;
    if (bytes > 0) {
      device.call("cuMemcpyHtoD" + what, () -> cuMemcpyHtoD(pointer, numbers, bytes));
    }
    synchronise(); // the kernels' streams wait for no copy in the default stream
    uploaded = array;
    return there;
  }

  private void synchronise() {
    device.call("cuCtxSynchronize", JCudaDriver::cuCtxSynchronize);
  }

  private void release() {
    if (there != null) {
      CUdeviceptr old = there;
      there = null;
      uploaded = null;
      Driver.release(() -> cuMemFree(old));
    }
  }

  @Override
  public void close() {
    release();
  }
}
