package org.deepmft.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.deepmft.plot.PictureUnavailableException;
import org.deepmft.store.GridStore;
import org.deepmft.store.TrajectoryStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws the picture of a run over a grid again, also of one that is not finished. */
@Command(
    name = "plot",
    description =
        "Draw the picture of a grid again: DIR/phase.png or DIR/trajectories.png, also while a run is going on.",
    mixinStandardHelpOptions = true)
final class PlotCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Directory of a sweep, or of propagate --out.")
  private Path directory;

  @Override
  public Integer call() throws IOException {
    GridStore store = ResultDirectory.openAny(directory);
    Path png =
        ResultDirectory.picture(
            directory,
            store instanceof TrajectoryStore
                ? ResultDirectory.TRAJECTORIES
                : ResultDirectory.PHASES);
    try {
      GridPlot.draw(store, png);
    } catch (PictureUnavailableException e) {
      throw new CommandFailure(CommandFailure.MACHINE, e.getMessage());
    }
    spec.commandLine().getErr().println("wrote " + png);
    return 0;
  }
}
