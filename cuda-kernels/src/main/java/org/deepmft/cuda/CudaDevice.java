package org.deepmft.cuda;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDeviceGetAttribute;
import static jcuda.driver.JCudaDriver.cuDeviceGetName;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRelease;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRetain;
import static jcuda.driver.JCudaDriver.cuDeviceTotalMem;
import static jcuda.driver.JCudaDriver.cuMemGetInfo;
import static jcuda.driver.JCudaDriver.cuModuleGetFunction;
import static jcuda.driver.JCudaDriver.cuModuleLoadDataJIT;
import static jcuda.driver.JCudaDriver.cuModuleUnload;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import jcuda.CudaException;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUfunction;
import jcuda.driver.CUjit_option;
import jcuda.driver.CUmodule;
import jcuda.driver.JITOptions;

/**
 * One GPU with its context and the kernels loaded on it. Closing it twice is fine. Any thread may
 * use it after {@link #use}.
 */
final class CudaDevice implements AutoCloseable {

  /** The oldest GPUs that run the kernels, 10 times major plus minor. */
  private static final int OLDEST = 75;

  private static final int LOG_BYTES = 4096;

  private final int number;
  private final CUdevice device = new CUdevice();
  private final CUcontext context = new CUcontext();
  private final Map<String, CUmodule> modules = new HashMap<>();
  private final String name;
  private final long memory;
  private boolean open;
  private volatile boolean lost;

  /**
   * Opens a device.
   *
   * @param number its number among the visible ones
   * @throws IllegalStateException if the kernels cannot run on it, with the reason
   */
  CudaDevice(int number) {
    this.number = number;
    call("cuDeviceGet", () -> cuDeviceGet(device, number));
    byte[] text = new byte[256];
    call("cuDeviceGetName", () -> cuDeviceGetName(text, text.length, device));
    this.name = new String(text, StandardCharsets.UTF_8).split("\0", 2)[0];
    long[] bytes = new long[1];
    call("cuDeviceTotalMem", () -> cuDeviceTotalMem(bytes, device));
    this.memory = bytes[0];
    int capability =
        10 * attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
            + attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    if (capability < OLDEST) {
      throw new IllegalStateException(
          this
              + " has compute capability "
              + dotted(capability)
              + ", the kernels need "
              + dotted(OLDEST));
    }
    call("cuDevicePrimaryCtxRetain", () -> cuDevicePrimaryCtxRetain(context, device));
    this.open = true;
  }

  private static String dotted(int capability) {
    return capability / 10 + "." + capability % 10;
  }

  private int attribute(int which) {
    int[] value = new int[1];
    call("cuDeviceGetAttribute", () -> cuDeviceGetAttribute(value, which, device));
    return value[0];
  }

  /** Returns whether a call on it has failed for good. */
  boolean lost() {
    return lost;
  }

  /** Takes note that a call on it has failed for good. */
  void lose() {
    lost = true;
  }

  /** Makes a call of the driver that names this device when it fails. */
  void call(String what, IntSupplier call) {
    Driver.call(what + " on " + this, call);
  }

  /** Makes this device the one that the calling thread works with. */
  void use() {
    call("cuCtxSetCurrent", () -> cuCtxSetCurrent(context));
  }

  /** The same for releasing things, when the device may be lost. */
  void tryToUse() {
    Driver.release(() -> cuCtxSetCurrent(context));
  }

  /** Returns the bytes that are free on it. */
  long free() {
    long[] free = new long[1];
    long[] total = new long[1];
    call("cuMemGetInfo", () -> cuMemGetInfo(free, total));
    return free[0];
  }

  /**
   * Loads a kernel file and returns one of its kernels.
   *
   * @param ptx the kernel file
   * @param kernel name of the kernel
   * @throws IllegalStateException if the driver refuses the file
   */
  synchronized CUfunction load(Ptx ptx, String kernel) {
    use();
    CUmodule module = modules.computeIfAbsent(ptx.name(), name -> load(ptx));
    CUfunction function = new CUfunction();
    call("cuModuleGetFunction " + kernel, () -> cuModuleGetFunction(function, module, kernel));
    return function;
  }

  private CUmodule load(Ptx ptx) {
    CUmodule module = new CUmodule();
    JITOptions options = new JITOptions();
    options.putBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER, new byte[LOG_BYTES]);
    options.putInt(CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES, LOG_BYTES);
    byte[] image = (ptx.text() + "\0").getBytes(StandardCharsets.UTF_8);
    try {
      Driver.check(() -> cuModuleLoadDataJIT(module, Pointer.to(image), options));
    } catch (CudaException e) {
      String log = options.getString(CUjit_option.CU_JIT_ERROR_LOG_BUFFER);
      String said = log == null ? "" : log.strip().lines().findFirst().orElse("");
      throw new IllegalStateException(
          "the driver refuses the kernels' PTX ("
              + ptx.name()
              + ".ptx) on "
              + this
              + ": "
              + e.getMessage()
              + (said.isEmpty() ? "" : ", " + said));
    }
    return module;
  }

  /** Returns its number. */
  int number() {
    return number;
  }

  /** Returns its name and memory in words. */
  String description() {
    return name + ", " + (memory >> 20) + " MiB";
  }

  @Override
  public String toString() {
    return "device " + number + " (" + name + ")";
  }

  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    tryToUse();
    for (CUmodule module : modules.values()) {
      Driver.release(() -> cuModuleUnload(module));
    }
    Driver.release(() -> cuDevicePrimaryCtxRelease(device));
  }
}
