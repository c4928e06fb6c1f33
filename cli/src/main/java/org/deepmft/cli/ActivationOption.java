package org.deepmft.cli;

import java.util.List;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The activations of a command. Whether they are needed is for the command to say. */
final class ActivationOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--activation",
      paramLabel = "A",
      description =
          "Activation by name, or an expression in x; may be given several times."
              + " See: deepmft activations.")
  private List<String> names;

  /** Returns whether an activation was given. */
  boolean given() {
    return names != null;
  }

  /**
   * Returns the activations in their order, each once.
   *
   * @throws ParameterException if none was given
   * @throws IllegalArgumentException if one is neither a name nor an expression
   */
  List<Activation> activations() {
    if (names == null) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--activation=A'");
    }
    return names.stream().map(Activations::named).distinct().toList();
  }
}
