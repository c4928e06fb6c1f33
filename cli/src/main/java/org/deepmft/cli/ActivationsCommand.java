package org.deepmft.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
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
    if (output.format == OutputOption.Format.JSON) {
      JsonArray list = new JsonArray();
      for (Activation activation : Activations.all()) {
        JsonObject json = new JsonObject();
        json.addProperty("name", activation.name());
        json.add("parameters", new JsonArray());
        json.addProperty("formula", activation.formula());
        json.addProperty("smoothness", smoothness(activation));
        list.add(json);
      }
      out.print(Json.result(list));
    } else {
      boolean csv = output.format == OutputOption.Format.CSV;
      String form = csv ? "%s,,%s,%s%n" : "%-8s %-14s %s%n";
      if (csv) {
        out.println("name,parameters,formula,smoothness");
      }
      for (Activation activation : Activations.all()) {
        String formula = csv ? Csv.field(activation.formula()) : activation.formula();
        out.printf(form, activation.name(), formula, smoothness(activation));
      }
    }
    out.flush();
    return 0;
  }

  private static String smoothness(Activation activation) {
    return activation.smooth() ? "smooth" : "kinked";
  }
}
