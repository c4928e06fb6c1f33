package org.deepmft.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.deepmft.store.GridStore;
import org.deepmft.store.Json;
import org.deepmft.store.TrajectoryStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says how far a run over a grid has come. */
@Command(
    name = "status",
    description = "Say how far the sweep or the trajectories in DIR have come.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Directory of results.")
  private Path directory;

  @Mixin private OutputOption output;

  @Override
  public Integer call() throws IOException {
    GridStore store = ResultDirectory.openAny(directory);
    String command = store instanceof TrajectoryStore ? "propagate" : "sweep";
    long[] tiles = store.tiles();
    Map<String, Long> byBackend = store.tilesByBackend();
    PrintWriter out = spec.commandLine().getOut();
    switch (output.format) {
      case JSON -> {
        JsonObject json = new JsonObject();
        json.addProperty("tiles_done", tiles[0]);
        json.addProperty("tiles", tiles[1]);
        json.add("tiles_by_backend", Json.tree(byBackend));
        out.print(Json.result(json));
      }
      case CSV -> out.printf("tiles_done,tiles%n%d,%d%n", tiles[0], tiles[1]);
      default ->
          out.printf(
              "%d of %d tiles done%s%s%n",
              tiles[0],
              tiles[1],
              byBackend.size() > 1 ? mixture(byBackend) : "",
              tiles[0] == tiles[1] ? "" : "; go on with deepmft " + command + " --resume");
    }
    out.flush();
    return 0;
  }

  private static String mixture(Map<String, Long> byBackend) {
    return byBackend.entrySet().stream()
        .map(tiles -> tiles.getValue() + " by " + tiles.getKey())
        .collect(Collectors.joining(", ", " (", ")"));
  }
}
