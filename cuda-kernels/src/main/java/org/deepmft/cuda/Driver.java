package org.deepmft.cuda;

import static jcuda.driver.JCudaDriver.cuDeviceGetCount;
import static jcuda.driver.JCudaDriver.cuDriverGetVersion;
import static jcuda.driver.JCudaDriver.cuInit;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import jcuda.CudaException;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.deepmft.backend.DeviceFailedException;

/** The CUDA driver: whether it is there, and calls of it that name themselves when they fail. */
final class Driver {

  /** The oldest driver that takes the kernels' PTX, in the driver's own count. */
  static final int OLDEST = 10000;

  private static final String OUT_OF_MEMORY = "CUDA_ERROR_OUT_OF_MEMORY";

  private Driver() {}

  /** The device has no room; smaller pieces may still fit. */
  static final class OutOfMemoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutOfMemoryException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Makes a call of the driver.
   *
   * @param what the call, what it is about and the device, in words
   * @param call the call
   * @throws OutOfMemoryException if the device has no room
   * @throws DeviceFailedException if it fails otherwise
   */
  static void call(String what, IntSupplier call) {
    try {
      check(call);
    } catch (CudaException e) {
      String message = what + " failed: " + e.getMessage();
      if (OUT_OF_MEMORY.equals(e.getMessage())) {
        throw new OutOfMemoryException(message, e);
      }
      throw new DeviceFailedException(message, e);
    }
  }

  /** Makes a call and throws also where JCuda only returns the failure. */
  static void check(IntSupplier call) {
    int result = call.getAsInt();
    if (result != CUresult.CUDA_SUCCESS) {
      throw new CudaException(CUresult.stringFor(result));
    }
  }

  /** Makes a call that releases something; what it says then is of no use to anybody. */
  static void release(IntSupplier call) {
    try {
      call.getAsInt();
    } catch (CudaException e) {
      // A lost device has nothing left to release.
    }
  }

  /**
   * Loads and initialises the driver.
   *
   * @param reasons receives every reason why that is not possible
   * @return the number of devices, 0 if there is a reason
   */
  static int load(Consumer<String> reasons) {
    String natives = "libJCudaDriver";
    if (Platform.here().isEmpty()) {
      reasons.accept(
          "JCuda has natives for " + Platform.all() + ", this is " + Platform.description());
      return 0;
    }
    try {
      JCudaDriver.setExceptionsEnabled(true);
    } catch (LinkageError e) {
      reasons.accept(why(e, natives));
      return 0;
    }
    try {
      cuInit(0);
      int[] version = new int[1];
      cuDriverGetVersion(version);
      if (version[0] < OLDEST) {
        reasons.accept(
            "the NVIDIA driver is for CUDA "
                + version(version[0])
                + ", the kernels need one for CUDA "
                + version(OLDEST)
                + " or newer");
        return 0;
      }
      int[] count = new int[1];
      cuDeviceGetCount(count);
      if (count[0] == 0) {
        reasons.accept(noDevice());
      }
      return count[0];
    } catch (CudaException e) {
      boolean none = "CUDA_ERROR_NO_DEVICE".equals(e.getMessage());
      reasons.accept(none ? noDevice() : "the NVIDIA driver does not start: " + e.getMessage());
      return 0;
    } catch (LinkageError e) {
      reasons.accept(why(e, natives));
      return 0;
    }
  }

  /** Returns the driver's version in words. */
  static String version() {
    int[] version = new int[1];
    call("cuDriverGetVersion", () -> cuDriverGetVersion(version));
    return version(version[0]);
  }

  private static String version(int number) {
    return number / 1000 + "." + number % 1000 / 10;
  }

  private static String noDevice() {
    String visible = System.getenv("CUDA_VISIBLE_DEVICES");
    return visible == null
        ? "the NVIDIA driver sees no device"
        : "no device is visible, CUDA_VISIBLE_DEVICES is '" + visible + "'";
  }

  /** The line of a link error that says what is missing. */
  static String why(Throwable error, String natives) {
    String message = String.valueOf(error.getMessage());
    List<String> missing =
        message.lines().filter(line -> line.contains("cannot open shared object")).toList();
    if (missing.stream().anyMatch(line -> line.contains("libcuda.so"))) {
      return "no NVIDIA driver: libcuda.so.1 cannot be loaded";
    }
    String line = missing.isEmpty() ? message.lines().findFirst().orElse("") : missing.get(0);
    String text = line.substring(line.lastIndexOf(".so: ") < 0 ? 0 : line.lastIndexOf(".so: ") + 5);
    return natives.toLowerCase(Locale.ROOT).startsWith("lib")
        ? "JCuda's " + natives + " does not load: " + text
        : text;
  }
}
