package org.deepmft.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.cli.Method.Asked;
import org.deepmft.export.Csv;
import org.deepmft.store.Json;
import org.deepmft.store.PhaseStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints BibTeX of the methods that results rest on. */
@Command(
    name = "cite",
    description = {
      "Print BibTeX of the methods that results rest on, each with what it was used for.",
      "With DIR those of that sweep, with a command's name those of its results, else those of every"
          + " point; --activation or --network adds those of its averages and layers."
    },
    mixinStandardHelpOptions = true)
final class CiteCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR|propagate|init|kernel",
      arity = "0..1",
      description = "Directory of a sweep (./init if it has such a name), or a command.")
  private String what;

  @Option(
      names = "--network",
      paramLabel = "FILE.yaml",
      description = "The network of a result of propagate or kernel.")
  private Path network;

  @Mixin private ActivationOption activation;
  @Mixin private OutputOption output;

  @Override
  public Integer call() throws IOException {
    List<Method> methods = methods();
    Map<String, String> entries = Bibliography.entries();
    PrintWriter out = spec.commandLine().getOut();
    switch (output.format) {
      case JSON -> {
        JsonArray list = new JsonArray();
        for (Method method : methods) {
          JsonObject json = new JsonObject();
          json.addProperty("key", method.key());
          json.addProperty("used_for", method.purpose());
          json.addProperty("bibtex", entries.get(method.key()));
          list.add(json);
        }
        out.print(Json.result(list));
      }
      case CSV -> {
        out.print(Csv.line("key", "used_for", "bibtex"));
        methods.forEach(m -> out.print(Csv.line(m.key(), m.purpose(), entries.get(m.key()))));
      }
      default ->
          methods.forEach(m -> out.printf("%% %s%n%s%n%n", m.purpose(), entries.get(m.key())));
    }
    out.flush();
    return 0;
  }

  private List<Method> methods() throws IOException {
    Optional<Asked> asked =
        Arrays.stream(Asked.values())
            .filter(command -> command.name().toLowerCase(Locale.ROOT).equals(what))
            .findFirst();
    if (network != null) {
      return ofNetwork(asked);
    }
    if (asked.isPresent()) {
      return activation.given() ? asked.get().of(activation.activations()) : asked.get().core();
    }
    if (what == null) {
      return activation.given() ? Method.of(activation.activations(), null) : Method.core();
    }
    if (activation.given()) {
      throw new IllegalArgumentException(
          "DIR and --activation must not be given together: " + what + " names its own");
    }
    PhaseStore store = ResultDirectory.openStore(Path.of(what));
    List<Activation> activations = store.activations().stream().map(Activations::named).toList();
    return Method.of(activations, store.attributes().get("backend").getAsString());
  }

  private List<Method> ofNetwork(Optional<Asked> asked) throws IOException {
    if (asked.isEmpty() || asked.get() == Asked.INIT) {
      throw new IllegalArgumentException(
          "--network must come with propagate or kernel, whose results are cited; got "
              + (what == null ? "neither" : what));
    }
    if (activation.given()) {
      throw new IllegalArgumentException(
          "--network must be given without --activation: " + network + " names its own");
    }
    return asked.get().of(NetworkFile.read(network));
  }
}
