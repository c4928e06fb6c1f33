package org.deepmft.cuda;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Backend;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.Resources;
import org.deepmft.backend.TrajectoryTile;
import org.deepmft.backend.TrajectoryTileSolver;
import org.deepmft.backend.Workers;
import org.deepmft.gaussian.TableCache;
import org.deepmft.kernel.DataKernel;
import org.deepmft.kernel.Inputs;
import org.deepmft.propagation.PairSignal;
import org.deepmft.propagation.TrajectoryColumns;

/** Times device 0: trajectories of tanh over a grid, and kernels of data. */
final class PairSpeed {

  private static final int REPETITIONS = 7;
  private static final double NANOS = 1e9;
  private static final int DEPTH = 100;
  private static final int KERNEL_DEPTH = 20;
  private static final int DIMENSION = 64;

  private final int threads;

  PairSpeed(int threads) {
    this.threads = threads;
  }

  private Backend open() {
    return new CudaBackendProvider().open(new Resources(threads, TableCache.NONE, List.of(0)));
  }

  /**
   * Medians over runs with the table ready: pairs of equal norms, of which the last layer is kept.
   *
   * @param side networks a side of the grid
   */
  JsonObject trajectories(int side) {
    PhaseTile grid = Speed.grid(side);
    TrajectoryTile tile =
        new TrajectoryTile(
            grid.sigmaW2(), grid.sigmaB2(), PairSignal.of(1, 1, 0.5), DEPTH, new int[] {DEPTH});
    TrajectoryColumns out = new TrajectoryColumns(1, tile.size());
    double layers = (double) tile.size() * DEPTH;
    JsonObject json = new JsonObject();
    json.addProperty("activation", "tanh");
    json.addProperty("networks", tile.size());
    json.addProperty("depth", DEPTH);
    try (Backend backend = open()) {
      TrajectoryTileSolver solver = backend.trajectories(Activations.named("tanh"));
      solver.solve(tile, out);
      addTimes(json, backend, "point_layers", layers, () -> solver.solve(tile, out));
    }
    return json;
  }

  /**
   * Medians over runs with tables ready: ReLU and erf for inputs of one norm, erf for others.
   *
   * @param count number of inputs
   */
  JsonArray kernels(int count) {
    JsonArray all = new JsonArray();
    for (String name : List.of("relu", "erf", "erf, unequal norms")) {
      boolean oneNorm = !name.contains("unequal");
      DataKernel kernel = PairAgreement.kernel(name.split(",")[0], KERNEL_DEPTH);
      Inputs inputs = PairAgreement.inputs(count, DIMENSION, oneNorm);
      JsonObject json = new JsonObject();
      json.addProperty("network", name);
      json.addProperty("inputs", count);
      json.addProperty("depth", KERNEL_DEPTH);
      try (Backend backend = open()) {
        Runnable work =
            () ->
                Workers.run(
                    threads, () -> kernel.compute(inputs, count, backend.pairs(), done -> {}));
        work.run();
        addTimes(json, backend, "pairs", DataKernel.pairs(count, count), work);
      }
      all.add(json);
    }
    return all;
  }

  private static void addTimes(
      JsonObject json, Backend backend, String what, double amount, Runnable work) {
    double[] wall = new double[REPETITIONS];
    double[] kernel = new double[REPETITIONS];
    for (int k = 0; k < REPETITIONS; k++) {
      double before = (double) backend.facts().get("kernel_seconds");
      long start = System.nanoTime();
      work.run();
      wall[k] = (System.nanoTime() - start) / NANOS;
      kernel[k] = (double) backend.facts().get("kernel_seconds") - before;
    }
    Arrays.sort(wall);
    Arrays.sort(kernel);
    json.addProperty("kernel_" + what + "_per_second", amount / kernel[REPETITIONS / 2]);
    json.addProperty("end_to_end_" + what + "_per_second", amount / wall[REPETITIONS / 2]);
    json.addProperty("kernel_seconds_min", kernel[0]);
    json.addProperty("kernel_seconds_max", kernel[REPETITIONS - 1]);
    json.addProperty("wall_seconds_min", wall[0]);
    json.addProperty("wall_seconds_max", wall[REPETITIONS - 1]);
  }
}
