package org.deepmft.cuda;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Backend;
import org.deepmft.backend.PairTileSolver;
import org.deepmft.backend.TrajectoryTile;
import org.deepmft.gaussian.TableCache;
import org.deepmft.kernel.DataKernel;
import org.deepmft.kernel.Inputs;
import org.deepmft.kernel.KernelMatrix;
import org.deepmft.kernel.TileProduct;
import org.deepmft.network.Layer.Activate;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.network.Layer.Weights;
import org.deepmft.network.Network;
import org.deepmft.propagation.PairMaps;
import org.deepmft.propagation.PairSignal;
import org.deepmft.propagation.TrajectoryColumns;
import org.deepmft.propagation.TrajectoryField;

/** Holds a backend's trajectories and kernels of data against 30-digit values and against core. */
final class PairAgreement {

  /** The 30-digit values. */
  private static final String TABLE = "trajectories.csv";

  /** Cells of a row that name the trajectory. */
  private static final int LABELS = 6;

  /** Relative error that is allowed against 30 digits. */
  private static final double BUDGET = 1e-9;

  /** Difference from core that is allowed: functions of two libraries, over tens of layers. */
  private static final double ROUNDING = 1e-11;

  private static final TableCache TABLES = TableCache.inMemory();

  private final Backend backend;

  PairAgreement(Backend backend) {
    this.backend = backend;
  }

  /** The largest difference, and what was too large. */
  private static final class Findings {
    private final double budget;
    private final Map<String, Double> largest = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int numbers;

    Findings(double budget) {
      this.budget = budget;
    }

    /** Compares a number, relative to its size or the least that counts. */
    void compare(String what, double got, double expected, double least, String where) {
      numbers++;
      double error =
          Double.compare(got, expected) == 0
              ? 0
              : Math.abs(got - expected) / Math.max(least, Math.abs(expected));
      largest.merge(what, error, Math::max);
      if (!(error <= budget)) {
        wrong.add(where + what + " is " + got + ", expected " + expected);
      }
    }

    JsonObject json() {
      JsonObject json = new JsonObject();
      json.addProperty("numbers", numbers);
      json.addProperty("budget", budget);
      JsonObject errors = new JsonObject();
      largest.forEach(errors::addProperty);
      json.add("largest", errors);
      JsonArray list = new JsonArray();
      wrong.stream().limit(20).forEach(list::add);
      json.add("wrong", list);
      json.addProperty("passed", wrong.isEmpty());
      return json;
    }
  }

  /** Compares the trajectories of equal norms of the 30-digit table. */
  JsonObject withTable() throws IOException {
    Map<String, TreeMap<Integer, double[]>> all = new LinkedHashMap<>();
    try (InputStream in = PairAgreement.class.getResourceAsStream(TABLE)) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : text.lines().skip(1).toList()) {
        String[] cells = line.split(",");
        double[] row =
            Arrays.stream(cells)
                .skip(LABELS + 1)
                .mapToDouble(cell -> cell.equals("nan") ? Double.NaN : Double.parseDouble(cell))
                .toArray();
        all.computeIfAbsent(String.join(",", Arrays.copyOf(cells, LABELS)), key -> new TreeMap<>())
            .put(Integer.parseInt(cells[LABELS]), row);
      }
    }
    Findings findings = new Findings(BUDGET);
    all.forEach((name, rows) -> compare(name, rows, findings));
    return findings.json();
  }

  private void compare(String name, TreeMap<Integer, double[]> rows, Findings findings) {
    String[] labels = name.split(",");
    double[] start = Arrays.stream(labels).skip(1).mapToDouble(Double::parseDouble).toArray();
    if (start[2] != start[3]) {
      return;
    }
    int[] layers = rows.keySet().stream().mapToInt(layer -> layer).toArray();
    PairSignal pair = PairSignal.of(start[2], start[3], 1 - start[4]);
    TrajectoryTile tile =
        new TrajectoryTile(
            new double[] {start[0]}, new double[] {start[1]}, pair, rows.lastKey(), layers);
    TrajectoryColumns out = new TrajectoryColumns(layers.length, 1);
    backend.trajectories(Activations.named(labels[0])).solve(tile, out);
    double[] last = rows.lastEntry().getValue();
    for (int k = 0; k < layers.length; k++) {
      double[] row = rows.get(layers[k]);
      String where = name + ", layer " + layers[k] + ": ";
      compare(out, TrajectoryField.Q_A, k, row[0], where, findings);
      compare(out, TrajectoryField.ONE_MINUS_C, k, row[2], where, findings);
      // The table has the factors from layer 0 on.
      compare(out, TrajectoryField.GRADIENT, k, last[3] / row[3], where, findings);
      compare(out, TrajectoryField.GRADIENT_COVARIANCE, k, last[5] / row[5], where, findings);
    }
  }

  private static void compare(
      TrajectoryColumns out,
      TrajectoryField field,
      int k,
      double expected,
      String where,
      Findings findings) {
    if (!Double.isNaN(expected)) {
      findings.compare(field.label(), out.field(field, k)[0], expected, Double.MIN_NORMAL, where);
    }
  }

  /**
   * Compares random networks of all activations with core.
   *
   * @param points networks of each
   */
  JsonObject withCore(int points) {
    Findings findings = new Findings(ROUNDING);
    int[] layers = {1, 5, 30};
    for (Activation activation : Activations.all()) {
      TrajectoryTile tile = tile(points, 30, layers);
      TrajectoryColumns expected = new TrajectoryColumns(layers.length, points);
      TrajectoryColumns got = new TrajectoryColumns(layers.length, points);
      new PairTileSolver(PairMaps.of(activation, TABLES), 1).solve(tile, expected);
      backend.trajectories(activation).solve(tile, got);
      for (int i = 0; i < points; i++) {
        String where =
            activation.name() + " at (" + tile.sigmaW2()[i] + ", " + tile.sigmaB2()[i] + "): ";
        findings.compare("status", got.status()[i], expected.status()[i], 1, where);
        for (TrajectoryField field : TrajectoryField.values()) {
          boolean ln = field.label().startsWith("ln_");
          for (int k = 0; k < layers.length; k++) {
            double known = expected.field(field, k)[i];
            double least = ln ? 1 : Double.MIN_NORMAL / ROUNDING;
            findings.compare(field.label(), got.field(field, k)[i], known, least, where);
          }
        }
      }
    }
    return findings.json();
  }

  private static TrajectoryTile tile(int n, int depth, int... layers) {
    Random random = new Random(1);
    double[] w2 = random.doubles(n, 0.3, 3).toArray();
    double[] b2 = random.doubles(n, 0.05, 1).toArray();
    return new TrajectoryTile(w2, b2, PairSignal.of(1, 1, 0.5), depth, layers);
  }

  /** Compares kernels of random inputs with core's in plain Java. */
  JsonObject kernels() {
    Findings findings = new Findings(ROUNDING);
    for (String name : List.of("relu", "erf", "tanh")) {
      for (boolean oneNorm : new boolean[] {true, false}) {
        if (oneNorm || !name.equals("tanh")) {
          DataKernel kernel = kernel(name, 20);
          Inputs inputs = inputs(300, 16, oneNorm);
          DataKernel.Stored got = last(kernel.compute(inputs, 300, backend.pairs(), n -> {}));
          DataKernel.Stored known = last(kernel.compute(inputs, 300, TileProduct.PLAIN, n -> {}));
          String where = name + (oneNorm ? ", one norm: " : ": ");
          compare("nngp", got.nngp(), known.nngp(), where, findings);
          compare("ntk", got.ntk(), known.ntk(), where, findings);
        }
      }
    }
    return findings.json();
  }

  private static DataKernel.Stored last(List<DataKernel.Stored> all) {
    return all.get(all.size() - 1);
  }

  private static void compare(
      String what, KernelMatrix got, KernelMatrix known, String where, Findings findings) {
    for (int a = 0; a < known.size(); a++) {
      for (int b = 0; b < known.size(); b++) {
        double scale = Math.sqrt(known.diagonal()[a] * known.diagonal()[b]);
        String place = where + "(" + a + ", " + b + "): ";
        findings.compare(what, got.rows()[a][b], known.rows()[a][b], scale, place);
        if (got.rows()[a][b] != got.rows()[b][a]) {
          findings.wrong.add(place + what + " is not symmetric");
        }
      }
    }
  }

  /** Returns random inputs. */
  static Inputs inputs(int count, int dimension, boolean oneNorm) {
    Random random = new Random(2);
    double[][] x = new double[count][];
    for (int a = 0; a < count; a++) {
      x[a] = random.doubles(dimension, -1, 1).toArray();
      double norm = oneNorm ? Math.sqrt(Arrays.stream(x[a]).map(v -> v * v).sum()) : 1;
      x[a] = Arrays.stream(x[a]).map(v -> v / norm).toArray();
    }
    return new Inputs(x);
  }

  /** Returns the kernels of a plain network. */
  static DataKernel kernel(String activation, int depth) {
    Dense dense = new Dense(1.8, 0.1, 0, Weights.GAUSSIAN);
    Activate activate = new Activate(Activations.named(activation));
    Network network = new Network(List.of(dense, new Repeat(depth - 1, List.of(activate, dense))));
    return new DataKernel(network, List.of(), TABLES);
  }

  /** Compares the bits of repeated runs. */
  JsonObject sameBits(int runs) {
    boolean same = true;
    for (String name : List.of("tanh", "gelu", "relu", "erf")) {
      TrajectoryTile tile = tile(256 * 256, 20, 20);
      TrajectoryColumns first = new TrajectoryColumns(1, tile.size());
      TrajectoryColumns again = new TrajectoryColumns(1, tile.size());
      var solver = backend.trajectories(Activations.named(name));
      solver.solve(tile, first);
      for (int run = 1; run < runs; run++) {
        solver.solve(tile, again);
        same &= first.equals(again);
      }
    }
    for (boolean oneNorm : new boolean[] {true, false}) {
      DataKernel kernel = kernel("erf", 10);
      Inputs inputs = inputs(300, 16, oneNorm);
      double[][] first = last(kernel.compute(inputs, 300, backend.pairs(), n -> {})).ntk().rows();
      for (int run = 1; run < runs; run++) {
        double[][] again = last(kernel.compute(inputs, 300, backend.pairs(), n -> {})).ntk().rows();
        same &= Arrays.deepEquals(first, again);
      }
    }
    JsonObject result = new JsonObject();
    result.addProperty("runs", runs);
    result.addProperty("passed", same);
    return result;
  }
}
