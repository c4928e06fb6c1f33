package org.deepmft.cuda;

import static jcuda.driver.JCudaDriver.cuLaunchKernel;

import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUstream;

/**
 * A kernel loaded on a device, one thread an item, or several items a thread where there are many.
 *
 * @param device the device
 * @param name its name
 * @param function what the driver calls it
 */
record Kernel(CudaDevice device, String name, CUfunction function) {

  /** Threads of a block. */
  private static final int BLOCK = 128;

  private static final int MOST_BLOCKS = 1 << 20;

  /**
   * Loads a kernel.
   *
   * @param file its file
   * @throws IllegalStateException if the driver refuses the file
   */
  Kernel(CudaDevice device, String file, String name) {
    this(device, name, device.load(Ptx.read(file), name));
  }

  /**
   * Launches it.
   *
   * @param stream where
   * @param n the number of items
   * @param items what they are, for the message of a failure
   * @param arguments the kernel's, each a pointer to it
   */
  void start(CUstream stream, long n, String items, NativePointerObject... arguments) {
    int blocks = (int) Math.min((n + BLOCK - 1) / BLOCK, MOST_BLOCKS);
    Pointer all = Pointer.to(arguments);
    device.call(
        "cuLaunchKernel " + name + " of " + n + " " + items,
        () -> cuLaunchKernel(function, blocks, 1, 1, BLOCK, 1, 1, 0, stream, all, null));
  }
}
