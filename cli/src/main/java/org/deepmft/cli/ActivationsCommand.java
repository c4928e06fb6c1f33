package org.deepmft.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.export.Csv;
import org.deepmft.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the built-in activations. */
@Command(
    name = "activations",
    description = "List the built-in activations.",
    mixinStandardHelpOptions = true)
final class ActivationsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private OutputOption output;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Activation> activations = Activations.all();
    switch (output.format) {
      case JSON -> {
        JsonArray list = new JsonArray();
        activations.forEach(activation -> list.add(json(activation)));
        out.print(Json.result(list));
      }
      case CSV -> {
        out.print(Csv.line("name", "parameters", "formula", "smoothness"));
        for (Activation activation : activations) {
          out.print(
              Csv.line(
                  activation.name(),
                  String.join(" ", parameters(activation)),
                  activation.formula(),
                  smoothness(activation)));
        }
      }
      default -> {
        for (Activation activation : activations) {
          List<String> parameters = parameters(activation);
          String name = activation.name() + (parameters.isEmpty() ? "" : parameters);
          out.printf("%-10s %-22s %s%n", name, activation.formula(), smoothness(activation));
        }
      }
    }
    out.flush();
    return 0;
  }

  private static JsonObject json(Activation activation) {
    JsonObject json = new JsonObject();
    json.addProperty("name", activation.name());
    json.add("parameters", Json.tree(parameters(activation)));
    json.addProperty("formula", activation.formula());
    json.addProperty("smoothness", smoothness(activation));
    return json;
  }

  /** The names of an activation's parameters. The one place for them: no activation has any yet. */
  private static List<String> parameters(Activation activation) {
    return List.of();
  }

  private static String smoothness(Activation activation) {
    return activation.smooth() ? "smooth" : "kinked";
  }
}
