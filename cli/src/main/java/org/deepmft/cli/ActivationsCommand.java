package org.deepmft.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.activation.BuiltIn;
import org.deepmft.activation.Kink;
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

  @Mixin private BackendOption backend;
  @Mixin private OutputOption output;

  @Override
  public Integer call() {
    backend.checkNamed();
    PrintWriter out = spec.commandLine().getOut();
    switch (output.format) {
      case JSON -> {
        JsonArray list = new JsonArray();
        Activations.builtIn().forEach(builtIn -> list.add(json(builtIn)));
        out.print(Json.result(list));
      }
      case CSV -> {
        out.print(Csv.line("name", "parameters", "formula", "smoothness"));
        for (BuiltIn builtIn : Activations.builtIn()) {
          Activation activation = builtIn.byDefault();
          out.print(
              Csv.line(
                  builtIn.name(),
                  parameters(builtIn),
                  activation.formula(),
                  smoothness(activation)));
        }
      }
      default -> {
        for (BuiltIn builtIn : Activations.builtIn()) {
          Activation activation = builtIn.byDefault();
          String parameters = parameters(builtIn);
          String name = builtIn.name() + (parameters.isEmpty() ? "" : "(" + parameters + ")");
          out.printf("%-22s %-24s %s%n", name, smoothness(activation), activation.formula());
        }
        out.println("and any expression in x, such as \"x/(1+x^2)\" or \"where(x>0,x,0.1*x)\"");
      }
    }
    out.flush();
    return 0;
  }

  private static JsonObject json(BuiltIn builtIn) {
    Activation activation = builtIn.byDefault();
    JsonObject json = new JsonObject();
    json.addProperty("name", builtIn.name());
    JsonArray parameters = new JsonArray();
    for (BuiltIn.Parameter parameter : builtIn.parameters()) {
      JsonObject item = new JsonObject();
      item.addProperty("name", parameter.name());
      item.add("default", Json.number(parameter.byDefault()));
      parameters.add(item);
    }
    json.add("parameters", parameters);
    json.addProperty("formula", activation.formula());
    json.addProperty("smoothness", smoothness(activation));
    return json;
  }

  private static String parameters(BuiltIn builtIn) {
    return builtIn.parameters().stream()
        .map(parameter -> parameter.name() + "=" + parameter.byDefault())
        .collect(Collectors.joining(" "));
  }

  /** What breaks first: φ, φ', φ'' or nothing. */
  private static String smoothness(Activation activation) {
    int order = activation.kinks().stream().mapToInt(Kink::order).min().orElse(3);
    return switch (order) {
      case 0 -> "jumps";
      case 1 -> "kinked";
      case 2 -> "smooth but for phi''";
      default -> "smooth";
    };
  }
}
