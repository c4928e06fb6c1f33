package org.deepmft.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.deepmft.activation.Activation;
import org.deepmft.backend.BackendLadder;
import org.deepmft.backend.Backends;
import org.deepmft.export.Csv;
import org.deepmft.store.Json;
import org.deepmft.sweep.Shard;
import org.deepmft.sweep.SweepPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes a phase diagram over a grid. */
@Command(
    name = "sweep",
    customSynopsis = {
      "deepmft sweep [OPTIONS] --activation=A... (--sigma-w2=X | --sigma-w=X)",
      "                     (--sigma-b2=X | --sigma-b=X) --out=DIR"
    },
    description = {
      "Compute a phase diagram over a grid of weight and bias variances.",
      "Writes DIR/phase.zarr, DIR/phase.png and DIR/run.json.",
      "A range is x, lo:hi:n (both ends included) or lo:hi:n:log."
    },
    mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ActivationOption activation;
  @Mixin private VarianceOptions variances;
  @Mixin private StartOptions start;
  @Mixin private BackendOption backend;
  @Mixin private OutputOption output;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Directory of the results; made if missing.")
  private Path directory;

  @Option(
      names = "--tile",
      paramLabel = "N",
      description = "Rows and columns of a tile, the unit of work and of files (default: 512).")
  private int tile = 512;

  @Option(names = "--resume", description = "Go on with a sweep that was stopped.")
  private boolean resume;

  @Option(names = "--overwrite", description = "Replace the results that are there.")
  private boolean overwrite;

  @Option(
      names = "--shard",
      paramLabel = "i/n",
      description = "Compute only the i-th of n equal shares of the tiles, 1 <= i <= n.")
  private String shard;

  @Option(
      names = "--devices",
      paramLabel = "N,N...",
      description = "Numbers of the GPUs that compute, such as 0,1 (default: all).")
  private String devices;

  @Override
  public Integer call() throws IOException {
    List<Activation> activations = activation.activations();
    List<Integer> numbers = devices();
    SweepPlan plan = new SweepPlan(variances.sigmaW2(), variances.sigmaB2(), tile, start.state());
    Shard share = shard == null ? Shard.WHOLE : Shard.parse(shard);
    if (resume && overwrite) {
      throw new IllegalArgumentException(
          "--resume and --overwrite must not be given together; choose one");
    }
    boolean shared = share.count() > 1 && !overwrite;
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (BackendLadder opened = backend.open(numbers);
        ResultDirectory results = ResultDirectory.claim(directory, shared)) {
      if (!shared && !resume && !overwrite && results.taken()) {
        throw new IllegalArgumentException(
            directory + " must be empty or missing, but holds files; use --resume or --overwrite");
      }
      SweepRun run =
          new SweepRun(results, activations, plan, share, opened, backend.threads, overwrite, err);
      JsonObject record = run.execute(spec.commandLine().getParseResult().originalArgs());
      switch (output.format) {
        case JSON -> out.print(Json.result(record));
        case CSV -> printCsv(record, out);
        default -> out.print(run.summary());
      }
      out.flush();
    }
    return 0;
  }

  /** Returns the numbers of the devices; none stands for all. */
  private List<Integer> devices() {
    if (devices == null) {
      return List.of();
    }
    String name = backend.backend;
    if (name != null && !name.equals(Backends.AUTO) && !name.equals("cuda")) {
      throw new IllegalArgumentException(
          "--devices must go with --backend cuda or auto, got '" + name + "'; leave one out");
    }
    List<Integer> numbers = new ArrayList<>();
    for (String word : devices.split(",", -1)) {
      int number = word.matches("[0-9]{1,9}") ? Integer.parseInt(word) : -1;
      if (number < 0 || numbers.contains(number)) {
        throw new IllegalArgumentException(
            "--devices must be different numbers >= 0 such as 0,1, got '" + devices + "'");
      }
      numbers.add(number);
    }
    return numbers;
  }

  /** Prints the record's numbers and texts as one row; those of its objects with their names. */
  private static void printCsv(JsonObject record, PrintWriter out) {
    List<String> header = new ArrayList<>();
    List<String> row = new ArrayList<>();
    flatten("", record, header, row);
    out.print(Csv.line(header));
    out.print(Csv.line(row));
  }

  private static void flatten(
      String prefix, JsonObject record, List<String> header, List<String> row) {
    for (Map.Entry<String, JsonElement> entry : record.entrySet()) {
      JsonElement value = entry.getValue();
      if (value.isJsonObject()) {
        flatten(prefix + entry.getKey() + "_", value.getAsJsonObject(), header, row);
        continue;
      }
      header.add(prefix + entry.getKey());
      boolean text = value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
      row.add(text ? value.getAsString() : Json.result(value).strip());
    }
  }
}
