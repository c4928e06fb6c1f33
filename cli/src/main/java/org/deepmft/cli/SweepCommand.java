package org.deepmft.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Backend;
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
    description = {
      "Compute a phase diagram over a grid of weight and bias variances.",
      "Writes DIR/phase.zarr, DIR/phase.png and DIR/run.json. A range is x, lo:hi:n (both ends",
      "included) or lo:hi:n:log."
    },
    mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {

  static final String STORE = "phase.zarr";
  static final String PICTURE = "phase.png";

  @Spec private CommandSpec spec;

  @Option(
      names = "--activation",
      required = true,
      paramLabel = "A",
      description = "Activation by name; may be given several times. See: deepmft activations.")
  private List<String> names;

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

  @Override
  public Integer call() throws IOException {
    List<Activation> activations = names.stream().map(Activations::named).distinct().toList();
    SweepPlan plan = new SweepPlan(variances.sigmaW2(), variances.sigmaB2(), tile, start.state());
    Shard share = shard == null ? Shard.WHOLE : Shard.parse(shard);
    if (resume && overwrite) {
      throw new IllegalArgumentException(
          "--resume and --overwrite must not be given together; choose one");
    }
    boolean taken = makeDirectory();
    if (taken && !resume && !overwrite && share.count() == 1) {
      throw new IllegalArgumentException(
          directory + " must be empty or missing, but holds files; use --resume or --overwrite");
    }
    PrintWriter err = spec.commandLine().getErr();
    try (Backend opened = backend.open()) {
      SweepRun run =
          new SweepRun(
              directory, activations, plan, share, opened, backend.threads, overwrite, err);
      String record = run.execute(spec.commandLine().getParseResult().originalArgs());
      PrintWriter out = spec.commandLine().getOut();
      out.print(output.format == OutputOption.Format.TEXT ? run.summary() : record);
      out.flush();
    }
    return 0;
  }

  /** Makes the directory; returns whether there is something in it. */
  private boolean makeDirectory() throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new IllegalArgumentException("out must be a directory, got the file " + directory);
    }
    Files.createDirectories(directory);
    if (!Files.isWritable(directory)) {
      throw new CommandFailure(
          CommandFailure.INPUT, "out must be writable, got " + directory + "; choose another");
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isPresent();
    }
  }
}
