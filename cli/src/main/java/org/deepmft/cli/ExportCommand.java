package org.deepmft.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.deepmft.export.ExportFormat;
import org.deepmft.store.PhaseStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a stored phase diagram as one file that other programs read. */
@Command(
    name = "export",
    description = {
      "Write DIR/phase.zarr as one file that other programs read.",
      "h5 is HDF5 with dimension scales (h5py, MATLAB, xarray), csv has a line a point, npz is"
          + " for numpy.load.",
      "Arrays are [sigma_b2, sigma_w2]. Of several activations each has a group, in npz a prefix.",
      "In h5 and npz, status 0 to 3 is converged, collapses, diverges, not_converged; phase 0 to"
          + " 2 is ordered, critical, chaotic; -1 is none. Tiles not computed yet are nan."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Directory of a sweep, finished or not.")
  private Path directory;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "h5|csv|npz",
      description = "Format of the file.")
  private ExportFormat format;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The file (default: DIR/phase.h5, .csv or .npz).")
  private Path out;

  @Option(names = "--overwrite", description = "Replace the file that is there.")
  private boolean overwrite;

  @Override
  public Integer call() throws IOException {
    PhaseStore store = ResultDirectory.openStore(directory);
    Path path = out == null ? directory.resolve("phase." + format.extension()) : out;
    OutputFile file = new OutputFile("out", path);
    file.check(overwrite);
    PrintWriter err = spec.commandLine().getErr();
    long[] tiles = store.tiles();
    if (tiles[0] < tiles[1]) {
      err.println(
          "deepmft: warning: "
              + (tiles[1] - tiles[0])
              + " of "
              + tiles[1]
              + " tiles are missing and written as nan; deepmft sweep --resume computes them");
    }
    Progress progress =
        new Progress(Progress.onTerminal() ? err : null, ExportFormat.values(store), 0, "values");
    file.write(channel -> format.write(store, channel, progress::add));
    progress.finish();
    err.println("wrote " + path);
    return 0;
  }
}
