package org.deepmft.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deepmft.backend.Backend;
import org.deepmft.backend.Workers;
import org.deepmft.export.KernelFile;
import org.deepmft.kernel.DataKernel;
import org.deepmft.kernel.KernelLimits;
import org.deepmft.kernel.KernelMatrix;
import org.deepmft.kernel.KernelRegression;
import org.deepmft.kernel.KernelSpectrum;
import org.deepmft.network.Network;
import org.deepmft.store.Json;

/** One run of {@code kernel}: kernels, their spectra, predictions, and what is said of them. */
final class KernelRun {

  private final DataKernel kernel;
  private final KernelData data;
  private final Backend backend;
  private final int threads;
  private final PrintWriter err;
  private final List<JsonObject> layers = new ArrayList<>();
  private final List<double[]> conditions = new ArrayList<>();
  private Optional<KernelLimits> limits = Optional.empty();
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
  static DataKernel kernel(Path file, Network network, String layers) {
    try {
      int[] wanted =
          layers == null
              ? new int[0]
              : LayerChoice.parse(layers, 1, DataKernel.depth(network)).layers();
      List<Integer> stored = Arrays.stream(wanted).boxed().toList();
      return new DataKernel(network, stored, CacheDirectory.tables());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** Computes everything and returns what belongs into the file. */
  KernelFile compute() {
    long start = System.nanoTime();
    KernelFile file = new KernelFile();
    file.attribute("depth", kernel.depth());
    file.attribute("noise", data.noise());
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
          all.forEach(stored -> solve(stored, file));
          limits = kernel.limits(data.inputs(), m);
        });
    kernel
        .jumping()
        .ifPresent(
            phi ->
                err.println(
                    "deepmft: warning: no NTK: " + phi.name() + " jumps, so E phi'^2 is infinite"));
    file.add("condition", conditions.toArray(double[][]::new), false);
    limits.ifPresent(found -> KernelLimitsText.attributes(found).forEach(file::attribute));
    seconds = (System.nanoTime() - start) * 1e-9;
    return file;
  }

  /** Solves with the kernels of a layer, describes them and puts them into the file. */
  private void solve(DataKernel.Stored stored, KernelFile file) {
    boolean output = stored.layer() == kernel.depth();
    String suffix = output ? "" : "_layer_" + stored.layer();
    String where = output ? "" : " of layer " + stored.layer();
    double[][] y = data.targets();
    var gaussian = KernelRegression.of(stored.nngp(), y, data.noise(), backend.products());
    Optional<KernelRegression> tangent =
        Optional.ofNullable(stored.ntk())
            .map(ntk -> KernelRegression.of(ntk, y, data.noise(), backend.products()));
    Optional<KernelSpectrum> spectrum = tangent.map(KernelRegression::spectrum);
    JsonObject json = new JsonObject();
    json.addProperty("layer", stored.layer());
    json.add("nngp", describe("NNGP kernel" + where, gaussian));
    json.add("ntk", tangent.map(found -> describe("NTK" + where, found)).orElse(null));
    double fastest = spectrum.map(of -> 2 / of.lambdaMax()).orElse(Double.NaN);
    json.add("learning_rate_bound", Json.number(fastest));
    json.add("posterior", y.length == 0 ? Json.tree(null) : posterior(gaussian));
    layers.add(json);
    double kappa = spectrum.map(KernelSpectrum::condition).orElse(Double.NaN);
    conditions.add(new double[] {stored.layer(), gaussian.spectrum().condition(), kappa});
    put(file, "nngp", suffix, stored.nngp(), gaussian);
    if (y.length > 0) {
      file.add("nngp_variance" + suffix, new double[][] {gaussian.variance()}, true);
    }
    tangent.ifPresent(found -> put(file, "ntk", suffix, stored.ntk(), found));
  }

  private static void put(
      KernelFile file, String name, String suffix, KernelMatrix kernel, KernelRegression solved) {
    file.add(name + suffix, square(kernel), false);
    file.attribute(name + "_jitter" + suffix, solved.jitter());
    if (solved.mean().length > 0) {
      file.add(name + "_mean" + suffix, transposed(solved.mean()), false);
    }
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

  private JsonObject describe(String name, KernelRegression regression) {
    KernelSpectrum spectrum = regression.spectrum();
    JsonObject json = new JsonObject();
    json.add("lambda_max", Json.number(spectrum.lambdaMax()));
    json.add("lambda_min", Json.number(spectrum.lambdaMin()));
    json.add("condition", Json.number(spectrum.condition()));
    String reason = spectrum.singular() ? reason(spectrum.singularRow()) : null;
    json.add("singular", Json.tree(reason));
    json.add("jitter", Json.number(regression.jitter()));
    json.add("cholesky_seconds", Json.number(regression.seconds()));
    if (reason != null) {
      int m = data.training();
      err.printf(
          "deepmft: warning: the %s, %d x %d, is singular: %s; %s%n",
          name, m, m, reason, remedy(regression.jitter()));
    }
    return json;
  }

  private String reason(int row) {
    String pivot = "the pivot of row " + row + " (from 0) is 0 to rounding";
    return data.repeated() == 0 ? pivot : pivot + "; " + data.repetition();
  }

  private static String remedy(double jitter) {
    return jitter == 0
        ? "the noise suffices to solve with it"
        : String.format("jitter %.2g is added to solve with it; the file holds it without", jitter);
  }

  /** Returns the summary: the output's, and beside it that of each layer stored. */
  JsonObject summary(Path file) {
    JsonObject json = new JsonObject();
    json.addProperty("inputs", data.training());
    json.addProperty("dimension", data.inputs().dimension());
    json.addProperty("depth", kernel.depth());
    json.addProperty("file", file.toString());
    json.addProperty("one_norm", data.inputs().oneNorm());
    json.addProperty("repeated_rows", data.repeated());
    json.add("noise", Json.number(data.noise()));
    JsonObject output = layers.get(layers.size() - 1);
    output.entrySet().stream().skip(1).forEach(item -> json.add(item.getKey(), item.getValue()));
    JsonArray stored = new JsonArray();
    layers.subList(0, layers.size() - 1).forEach(stored::add);
    json.add("layers", stored);
    json.add("limits", limits.map(KernelLimitsText::json).orElse(null));
    json.addProperty("backend", backend.name());
    json.addProperty("device", backend.device());
    json.add("kernel_seconds", Json.number(pairSeconds));
    json.add("seconds", Json.number(seconds));
    return json;
  }

  private JsonObject posterior(KernelRegression gaussian) {
    JsonObject json = new JsonObject();
    json.addProperty("tests", gaussian.variance().length);
    json.addProperty("outputs", data.targets().length);
    json.add("mean_variance", Json.number(Arrays.stream(gaussian.variance()).average().orElse(0)));
    JsonArray likelihood = new JsonArray();
    Arrays.stream(gaussian.lnLikelihood()).forEach(x -> likelihood.add(Json.number(x)));
    json.add("ln_likelihood", likelihood);
    return json;
  }
}
