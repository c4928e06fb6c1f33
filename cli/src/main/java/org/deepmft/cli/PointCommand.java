package org.deepmft.cli;

import com.google.gson.JsonArray;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.export.Csv;
import org.deepmft.export.PhaseCsv;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.Status;
import org.deepmft.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Solves one point of the phase diagram, or those of a file. */
@Command(
    name = "point",
    customSynopsis = {
      "deepmft point [OPTIONS] --activation=A... (--sigma-w2=X | --sigma-w=X)",
      "                     (--sigma-b2=X | --sigma-b=X)",
      "  or:  deepmft point [OPTIONS] --points=FILE.csv"
    },
    description = {
      "Solve one point, or every point of a file: fixed points, phase, depth scales, error bounds.",
      "The answer is the limit of the plain iteration from (q0, c0).",
      "A point that does not converge ends with code 4; a file's are counted and end with 0."
    },
    mixinStandardHelpOptions = true)
final class PointCommand implements Callable<Integer> {

  private static final String BEYOND =
      "it lies beyond the table's range (q up to 1048576, less where the activation oscillates);"
          + " lower sigma_w2 or sigma_b2";

  @Spec private CommandSpec spec;

  @Option(
      names = "--points",
      paramLabel = "FILE.csv",
      description =
          "In place of --activation and the variances: points from a file, - for standard input."
              + " Columns activation, sigma_w2, sigma_b2 and possibly q0, c0 (default: those of the"
              + " command line) under a header, in any order; quote an expression that holds"
              + " commas.")
  private String file;

  @Mixin private ActivationOption activation;
  @Mixin private VarianceOptions variances;
  @Mixin private StartOptions start;
  @Mixin private BackendOption backend;
  @Mixin private OutputOption output;

  @Option(
      names = "--all",
      description = "Also list every fixed point with its stability; of a file with json only.")
  private boolean all;

  @Override
  public Integer call() throws IOException {
    backend.check();
    InitialState state = start.state();
    return file == null ? onePlace(state) : ofFile(state);
  }

  private int onePlace(InitialState state) {
    List<Activation> activations = activation.activations();
    double sigmaW2 = variances.oneSigmaW2();
    double sigmaB2 = variances.oneSigmaB2();
    List<PointsFile.Point> points =
        activations.stream().map(a -> new PointsFile.Point(a, sigmaW2, sigmaB2, state)).toList();
    List<PointSolver.Answer> answers;
    try (Backend opened = open()) {
      answers = new PointSolver(opened, backend.threads).solve(points);
    }
    PrintWriter out = spec.commandLine().getOut();
    switch (output.format) {
      case JSON -> {
        JsonArray array = new JsonArray();
        answers.forEach(answer -> array.add(PointText.json(answer, all)));
        out.print(Json.result(answers.size() == 1 ? array.get(0) : array));
      }
      case CSV -> {
        out.print(Csv.line(PhaseCsv.header()));
        answers.forEach(answer -> out.print(PointText.csv(answer)));
      }
      default -> answers.forEach(answer -> out.print(PointText.page(answer, all)));
    }
    out.flush();
    if (answers.stream().anyMatch(a -> a.point().status() == Status.NOT_CONVERGED)) {
      spec.commandLine().getErr().println("deepmft: q_star did not converge: " + BEYOND);
      return CommandFailure.NOT_CONVERGED;
    }
    return 0;
  }

  private int ofFile(InitialState state) throws IOException {
    if (activation.given() || variances.given()) {
      throw new IllegalArgumentException(
          "--points must be given without --activation and variances, which its lines hold");
    }
    if (all && output.format != OutputOption.Format.JSON) {
      throw new IllegalArgumentException(
          "--all with --points must be printed as JSON; add --format json");
    }
    PointsFile points = new PointsFile(file, state);
    long count = points.rereadable() ? points.count() : 0; // says what is wrong before it computes
    PrintWriter err = spec.commandLine().getErr();
    boolean bar = points.rereadable() && Progress.onTerminal() && !Progress.outputOnTerminal();
    long notConverged;
    try (Backend opened = open()) {
      PointsRun run =
          new PointsRun(
              new PointSolver(opened, backend.threads),
              output.format,
              all,
              spec.commandLine().getOut(),
              new Progress(bar ? err : null, count, 0));
      notConverged = run.print(points);
    }
    if (notConverged > 0) {
      err.println("deepmft: q_star did not converge at " + notConverged + " points: " + BEYOND);
    }
    return 0;
  }

  private Backend open() {
    return backend.backend == null ? null : backend.open();
  }
}
