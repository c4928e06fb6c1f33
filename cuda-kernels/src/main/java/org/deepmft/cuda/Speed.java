package org.deepmft.cuda;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventElapsedTime;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemAllocHost;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUfunction;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Backend;
import org.deepmft.backend.BackendUnavailableException;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.PhaseTileSolver;
import org.deepmft.backend.Resources;
import org.deepmft.gaussian.TableCache;
import org.deepmft.meanfield.PhaseColumns;

/** Times device 0: start-up, the machine's own rates, and diagrams of tanh. */
final class Speed {

  private static final int REPETITIONS = 7;
  private static final double NANOS = 1e9;

  /** Multiply-adds a round of {@code multiply_add}. */
  private static final int PER_ROUND = 8 * 16;

  private static final int CEILING_BLOCK = 256;
  private static final int CEILING_BLOCKS = 132 * 32;
  private static final long COPY_BYTES = 256L << 20;

  private final int threads;

  Speed(int threads) {
    this.threads = threads;
  }

  /**
   * Multiply-adds of a point of the timed diagram, counted on the CPU; divisions, roots and
   * logarithms come on top.
   */
  static final int MULTIPLY_ADDS = 608;

  /** The timed diagram: σ_w² from 0.5 to 4 by σ_b² from 0 to 1, n points a side. */
  static PhaseTile grid(int n) {
    return PhaseTile.grid(n, 0.5, 4, 0, 1);
  }

  /** Seconds from nothing to the first results, step by step. */
  JsonObject startUp() {
    JsonObject json = new JsonObject();
    long start = System.nanoTime();
    List<String> reasons = new ArrayList<>();
    if (Driver.load(reasons::add) == 0) {
      throw new BackendUnavailableException(CudaBackendProvider.NAME, reasons);
    }
    start = lap(json, "driver", start);
    try (CudaDevice device = new CudaDevice(0)) {
      start = lap(json, "context", start);
      device.load(Ptx.read("phases"), "solve_phases");
      start = lap(json, "module", start);
      try (Backend backend = open()) {
        start = lap(json, "backend", start);
        PhaseTileSolver solver = backend.phases(Activations.named("tanh"));
        solver.prepare(0.5, 4, 0, 1);
        start = lap(json, "tables_built_and_uploaded", start);
        solver.solve(grid(256), new PhaseColumns(256 * 256));
        lap(json, "first_256x256", start);
      }
    }
    return json;
  }

  private static long lap(JsonObject json, String name, long since) {
    long now = System.nanoTime();
    json.addProperty(name, (now - since) / NANOS);
    return now;
  }

  private Backend open() {
    return new CudaBackendProvider().open(new Resources(threads, TableCache.NONE, List.of(0)));
  }

  /** Solves on a device whose memory is taken but for little, and compares the bits. */
  JsonObject nearlyFull() {
    int n = 512;
    PhaseColumns roomy = new PhaseColumns(n * n);
    PhaseColumns tight = new PhaseColumns(n * n);
    JsonObject json = new JsonObject();
    try (Backend backend = open()) {
      backend.phases(Activations.named("tanh")).solve(grid(n), roomy);
    }
    try (CudaDevice device = new CudaDevice(0)) {
      device.use();
      long left = 64L << 20;
      long taken = Math.max(0, device.free() - left);
      CUdeviceptr ballast = new CUdeviceptr();
      device.call("cuMemAlloc of " + taken, () -> cuMemAlloc(ballast, Math.max(1, taken)));
      try (Backend backend = open()) {
        backend.phases(Activations.named("tanh")).solve(grid(n), tight);
      } finally {
        device.use();
        Driver.release(() -> cuMemFree(ballast));
      }
      json.addProperty("bytes_taken", taken);
    }
    json.addProperty("passed", roomy.equals(tight));
    return json;
  }

  /**
   * The machine's own rates: multiply-adds in double precision, and copies to pinned memory.
   *
   * @param rounds how long every thread works
   */
  JsonObject ceilings(long rounds) {
    JsonObject json = new JsonObject();
    try (CudaDevice device = new CudaDevice(0)) {
      CUfunction function = device.load(Ptx.read("ceiling"), "multiply_add");
      CUstream stream = new CUstream();
      CUdeviceptr out = new CUdeviceptr();
      Pointer pinned = new Pointer();
      device.call(
          "cuStreamCreate", () -> cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING));
      device.call("cuMemAlloc", () -> cuMemAlloc(out, COPY_BYTES));
      device.call("cuMemAllocHost", () -> cuMemAllocHost(pinned, COPY_BYTES));
      Pointer arguments =
          Pointer.to(
              Pointer.to(out),
              Pointer.to(new long[] {rounds}),
              Pointer.to(new double[] {0.5}),
              Pointer.to(new double[] {1}));
      double adds = (double) CEILING_BLOCKS * CEILING_BLOCK * rounds * PER_ROUND;
      double compute =
          fastest(
              device,
              stream,
              () ->
                  cuLaunchKernel(
                      function,
                      CEILING_BLOCKS,
                      1,
                      1,
                      CEILING_BLOCK,
                      1,
                      1,
                      0,
                      stream,
                      arguments,
                      null));
      double copy =
          fastest(device, stream, () -> cuMemcpyDtoHAsync(pinned, out, COPY_BYTES, stream));
      json.addProperty("double_multiply_adds_per_second", adds / compute);
      json.addProperty("device_to_pinned_bytes_per_second", COPY_BYTES / copy);
      Driver.release(() -> cuMemFreeHost(pinned));
      Driver.release(() -> cuMemFree(out));
      Driver.release(() -> cuStreamDestroy(stream));
    }
    return json;
  }

  /** The least seconds of several runs, by events. */
  private static double fastest(CudaDevice device, CUstream stream, IntSupplier work) {
    CUevent before = new CUevent();
    CUevent after = new CUevent();
    device.call("cuEventCreate", () -> cuEventCreate(before, CUevent_flags.CU_EVENT_DEFAULT));
    device.call("cuEventCreate", () -> cuEventCreate(after, CUevent_flags.CU_EVENT_DEFAULT));
    double best = Double.POSITIVE_INFINITY;
    for (int k = 0; k < REPETITIONS; k++) {
      device.call("cuEventRecord", () -> cuEventRecord(before, stream));
      device.call("the timed call", work);
      device.call("cuEventRecord", () -> cuEventRecord(after, stream));
      device.call("cuStreamSynchronize", () -> cuStreamSynchronize(stream));
      float[] milliseconds = new float[1];
      device.call("cuEventElapsedTime", () -> cuEventElapsedTime(milliseconds, before, after));
      best = Math.min(best, milliseconds[0] * 1e-3);
    }
    Driver.release(() -> cuEventDestroy(before));
    Driver.release(() -> cuEventDestroy(after));
    return best;
  }

  /**
   * Medians of several runs of each size, tables ready, columns touched before.
   *
   * @param sizes points a side
   * @param ceiling the machine's multiply-adds a second
   */
  JsonArray tanh(List<Integer> sizes, double ceiling) {
    JsonArray all = new JsonArray();
    for (int side : sizes) {
      int n = side * side;
      PhaseTile tile = grid(side);
      PhaseColumns out = new PhaseColumns(n);
      double[] wall = new double[REPETITIONS];
      double[] kernel = new double[REPETITIONS];
      try (Backend backend = open()) {
        PhaseTileSolver solver = backend.phases(Activations.named("tanh"));
        solver.solve(tile, out);
        for (int k = 0; k < REPETITIONS; k++) {
          double before = kernelSeconds(backend);
          long start = System.nanoTime();
          solver.solve(tile, out);
          wall[k] = (System.nanoTime() - start) / NANOS;
          kernel[k] = kernelSeconds(backend) - before;
        }
      }
      Arrays.sort(wall);
      Arrays.sort(kernel);
      JsonObject json = new JsonObject();
      json.addProperty("activation", "tanh");
      json.addProperty("points", n);
      json.addProperty("kernel_points_per_second", n / kernel[REPETITIONS / 2]);
      json.addProperty("end_to_end_points_per_second", n / wall[REPETITIONS / 2]);
      json.addProperty("floor_seconds", (double) n * MULTIPLY_ADDS / ceiling);
      json.addProperty(
          "kernel_share_of_ceiling",
          (double) n * MULTIPLY_ADDS / ceiling / kernel[REPETITIONS / 2]);
      json.addProperty("kernel_seconds_min", kernel[0]);
      json.addProperty("kernel_seconds_max", kernel[REPETITIONS - 1]);
      json.addProperty("wall_seconds_min", wall[0]);
      json.addProperty("wall_seconds_max", wall[REPETITIONS - 1]);
      all.add(json);
    }
    return all;
  }

  private static double kernelSeconds(Backend backend) {
    return (double) backend.facts().get("kernel_seconds");
  }
}
