package org.deepmft.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.deepmft.activation.Activation;
import org.deepmft.backend.BackendLadder;
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

  @Mixin private GridOptions grid;

  @Override
  public Integer call() throws IOException {
    List<Activation> activations = activation.activations();
    List<Integer> devices = grid.devices(backend.backend);
    SweepPlan plan =
        new SweepPlan(variances.sigmaW2(), variances.sigmaB2(), grid.tile(), start.state());
    Shard share = grid.share();
    grid.check();
    try (BackendLadder opened = backend.open(devices)) {
      GridRun.run(
          new PhaseTask(plan),
          activations,
          share,
          directory,
          grid,
          opened,
          backend.threads,
          output.format,
          spec);
    }
    return 0;
  }
}
