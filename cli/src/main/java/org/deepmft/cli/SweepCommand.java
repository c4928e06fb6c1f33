package org.deepmft.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.deepmft.activation.Activation;
import org.deepmft.backend.BackendLadder;
import org.deepmft.backend.Backends;
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
    GridOptions options = new GridOptions(directory, resume, overwrite);
    try (BackendLadder opened = backend.open(numbers)) {
      GridRun.run(
          new PhaseTask(plan),
          activations,
          share,
          options,
          opened,
          backend.threads,
          output.format,
          spec);
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
}
