package org.deepmft.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.deepmft.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says how far a sweep has come. */
@Command(
    name = "status",
    description = "Say how far the sweep in DIR has come.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Directory of a sweep.")
  private Path directory;

  @Mixin private OutputOption output;

  @Override
  public Integer call() throws IOException {
    long[] tiles = ResultDirectory.openStore(directory).tiles();
    PrintWriter out = spec.commandLine().getOut();
    switch (output.format) {
      case JSON -> {
        JsonObject json = new JsonObject();
        json.addProperty("tiles_done", tiles[0]);
        json.addProperty("tiles", tiles[1]);
        out.print(Json.result(json));
      }
      case CSV -> out.printf("tiles_done,tiles%n%d,%d%n", tiles[0], tiles[1]);
      default ->
          out.printf(
              "%d of %d tiles done%s%n",
              tiles[0],
              tiles[1],
              tiles[0] == tiles[1] ? "" : "; go on with deepmft sweep --resume");
    }
    out.flush();
    return 0;
  }
}
