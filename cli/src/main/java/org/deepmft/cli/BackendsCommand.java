package org.deepmft.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.deepmft.backend.BackendProvider;
import org.deepmft.backend.Backends;
import org.deepmft.backend.Probe;
import org.deepmft.export.Csv;
import org.deepmft.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the backends and says of each whether it can run here. */
@Command(
    name = "backends",
    description = "List the backends and whether each can run here.",
    mixinStandardHelpOptions = true)
final class BackendsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private OutputOption output;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    JsonArray list = new JsonArray();
    for (BackendProvider provider : Backends.providers()) {
      Probe probe = provider.probe();
      JsonObject json = new JsonObject();
      json.addProperty("name", probe.name());
      json.addProperty("available", probe.available());
      json.addProperty("device", probe.device());
      json.addProperty("version", probe.version());
      json.add("reasons", Json.tree(probe.reasons()));
      list.add(json);
    }
    switch (output.format) {
      case JSON -> out.print(Json.result(list));
      case CSV -> {
        out.print(Csv.line("name", "available", "device", "version", "reasons"));
        list.forEach(item -> out.print(row(item.getAsJsonObject())));
      }
      default ->
          list.forEach(
              item -> {
                JsonObject json = item.getAsJsonObject();
                boolean available = json.get("available").getAsBoolean();
                out.printf(
                    "%-10s %-12s %s%n",
                    json.get("name").getAsString(),
                    available ? "available" : "unavailable",
                    available ? device(json) : reasons(json));
              });
    }
    out.flush();
    return 0;
  }

  private static String device(JsonObject json) {
    String version = json.get("version").getAsString();
    return json.get("device").getAsString() + (version.isEmpty() ? "" : ", " + version);
  }

  private static String reasons(JsonObject json) {
    StringBuilder text = new StringBuilder();
    json.getAsJsonArray("reasons")
        .forEach(reason -> text.append(text.isEmpty() ? "" : "; ").append(reason.getAsString()));
    return text.toString();
  }

  private static String row(JsonObject json) {
    return Csv.line(
        json.get("name").getAsString(),
        json.get("available").getAsString(),
        json.get("device").getAsString(),
        json.get("version").getAsString(),
        reasons(json));
  }
}
