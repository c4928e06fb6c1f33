package org.deepmft.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deepmft.backend.Backend;
import org.deepmft.backend.Workers;
import org.deepmft.export.KernelFile;
import org.deepmft.kernel.DataKernel;
import org.deepmft.kernel.KernelMatrix;
import org.deepmft.kernel.KernelRegression;
import org.deepmft.network.Network;
import org.deepmft.store.Json;

/** One run of {@code kernel}: kernels, their spectra, predictions, and what is said of them. */
final class KernelRun {

  private final DataKernel kernel;
  private final KernelData data;
  private final Backend backend;
  private final int threads;
  private final PrintWriter err;
  private final JsonObject nngp = new JsonObject();
  private final JsonObject ntk = new JsonObject();
  private KernelRegression gaussian;
  private KernelRegression tangent;
  private double seconds;
  private double pairSeconds;

  KernelRun(DataKernel kernel, KernelData data, Backend backend, int threads, PrintWriter err) {
    this.kernel = kernel;
    this.data = data;
    this.backend = backend;
    this.threads = threads;
    this.err = err;
  }

  /** Prepares the kernels of a network file, whose name errors get. */
  static DataKernel kernel(Path file, Network network, List<Integer> layers) {
    try {
      return new DataKernel(network, layers, CacheDirectory.tables());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** Computes everything and returns what belongs into the file. */
  KernelFile compute() {
    long start = System.nanoTime();
    KernelFile file = new KernelFile();
    int m = data.training();
    long pairs = DataKernel.pairs(m, data.inputs().count());
    Progress progress = new Progress(Progress.onTerminal() ? err : null, pairs, 0, "pairs");
    Workers.run(
        threads,
        () -> {
          List<DataKernel.Stored> all =
              kernel.compute(data.inputs(), m, backend.pairs(), progress::add);
          progress.finish();
          pairSeconds = (System.nanoTime() - start) * 1e-9;
          DataKernel.Stored output = all.get(all.size() - 1);
          gaussian = KernelRegression.of(output.nngp(), data.targets(), backend.products());
          tangent = KernelRegression.of(output.ntk(), data.targets(), backend.products());
          add(file, output, "");
          for (DataKernel.Stored stored : all.subList(0, all.size() - 1)) {
            add(file, stored, "_layer_" + stored.layer());
          }
        });
    describe("the NNGP kernel", gaussian, nngp);
    describe("the NTK", tangent, ntk);
    file.attribute("depth", kernel.depth());
    file.attribute("nngp_jitter", gaussian.jitter());
    file.attribute("ntk_jitter", tangent.jitter());
    if (data.targets().length > 0) {
      file.add("nngp_mean", transposed(gaussian.mean()), false);
      file.add("nngp_variance", new double[][] {gaussian.variance()}, true);
      file.add("ntk_mean", transposed(tangent.mean()), false);
    }
    seconds = (System.nanoTime() - start) * 1e-9;
    return file;
  }

  private static void add(KernelFile file, DataKernel.Stored stored, String suffix) {
    file.add("nngp" + suffix, square(stored.nngp()), false);
    file.add("ntk" + suffix, square(stored.ntk()), false);
  }

  private static double[][] square(KernelMatrix matrix) {
    return Arrays.copyOf(matrix.rows(), matrix.size());
  }

  private static double[][] transposed(double[][] outputs) {
    double[][] rows = new double[outputs[0].length][outputs.length];
    for (int t = 0; t < rows.length; t++) {
      for (int k = 0; k < outputs.length; k++) {
        rows[t][k] = outputs[k][t];
      }
    }
    return rows;
  }

  private void describe(String name, KernelRegression spectrum, JsonObject json) {
    json.add("lambda_max", Json.number(spectrum.lambdaMax()));
    json.add("lambda_min", Json.number(spectrum.lambdaMin()));
    json.add("condition", Json.number(spectrum.condition()));
    json.add("jitter", Json.number(spectrum.jitter()));
    String reason = null;
    if (spectrum.jitter() > 0) {
      reason =
          "the pivot of row "
              + spectrum.singularRow()
              + " is 0 to rounding"
              + (data.repeated() > 0
                  ? "; "
                      + data.first()
                      + ", and "
                      + data.repeated()
                      + " of "
                      + data.training()
                      + " rows repeat others"
                  : "");
      err.printf(
          "deepmft: warning: %s is singular: %s; jitter %.2g is added to solve with it; the file holds it without%n",
          name, reason, spectrum.jitter());
    }
    json.add("jitter_reason", Json.tree(reason));
  }

  /** Returns the summary. */
  JsonObject summary(Path file) {
    JsonObject json = new JsonObject();
    json.addProperty("inputs", data.training());
    json.addProperty("dimension", data.inputs().dimension());
    json.addProperty("depth", kernel.depth());
    json.addProperty("file", file.toString());
    json.addProperty("one_norm", data.inputs().oneNorm());
    json.addProperty("repeated_rows", data.repeated());
    json.add("nngp", nngp);
    json.add("ntk", ntk);
    json.add("learning_rate_bound", Json.number(2 / tangent.lambdaMax()));
    json.add("posterior", data.targets().length == 0 ? Json.tree(null) : posterior());
    json.addProperty("backend", backend.name());
    json.addProperty("device", backend.device());
    json.add("kernel_seconds", Json.number(pairSeconds));
    json.add("seconds", Json.number(seconds));
    return json;
  }

  private JsonObject posterior() {
    JsonObject json = new JsonObject();
    json.addProperty("tests", gaussian.variance().length);
    json.addProperty("outputs", data.targets().length);
    json.add("mean_variance", Json.number(Arrays.stream(gaussian.variance()).average().orElse(0)));
    JsonArray likelihood = new JsonArray();
    Arrays.stream(gaussian.lnLikelihood()).forEach(x -> likelihood.add(Json.number(x)));
    json.add("ln_likelihood", likelihood);
    return json;
  }

  /** Prints a summary for people. */
  static void print(JsonObject summary, PrintWriter out) {
    for (Map.Entry<String, JsonElement> entry : summary.entrySet()) {
      if (entry.getValue() instanceof JsonObject inner) {
        inner.entrySet().forEach(item -> line(entry.getKey() + " " + item.getKey(), item, out));
      } else {
        line(entry.getKey(), entry, out);
      }
    }
  }

  private static void line(String name, Map.Entry<String, JsonElement> item, PrintWriter out) {
    if (!item.getValue().isJsonNull()) {
      JsonElement value = item.getValue();
      String text = value.isJsonArray() ? value.toString() : value.getAsString();
      out.printf("%-22s %s%n", name.replace('_', ' '), text);
    }
  }
}
