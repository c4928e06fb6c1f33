package org.deepmft.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.deepmft.plot.PictureUnavailableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws the picture of a sweep again, also of one that is still running. */
@Command(
    name = "plot",
    description = "Draw DIR/phase.png from DIR/phase.zarr, also while a sweep is running.",
    mixinStandardHelpOptions = true)
final class PlotCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Directory of a sweep.")
  private Path directory;

  @Override
  public Integer call() throws IOException {
    Path png = ResultDirectory.picture(directory);
    try {
      PhasePlot.draw(ResultDirectory.openStore(directory), png);
    } catch (PictureUnavailableException e) {
      throw new CommandFailure(CommandFailure.MACHINE, e.getMessage());
    }
    spec.commandLine().getErr().println("wrote " + png);
    return 0;
  }
}
