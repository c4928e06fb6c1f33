package org.deepmft.cli;

import org.deepmft.sweep.Axis;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The variance of the biases, given as a variance or as a standard deviation. Whether it is needed
 * is for the command to say, by asking for it.
 */
class BiasOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @ArgGroup(multiplicity = "0..1")
  private Biases biases;

  /** σ_b² or σ_b. */
  static final class Biases {
    @Option(
        names = "--sigma-b2",
        required = true,
        paramLabel = "X",
        description = "Variance of the biases: b_i ~ N(0, X).")
    String variance;

    @Option(
        names = "--sigma-b",
        required = true,
        paramLabel = "X",
        description = "Standard deviation of the biases, in place of --sigma-b2.")
    String deviation;
  }

  /** Returns whether any of the options was given. */
  boolean given() {
    return biases != null;
  }

  Axis sigmaB2() {
    Biases asked = biases();
    return axis("sigma_b", asked.variance, asked.deviation);
  }

  /** Returns what was given, or says that it is missing. */
  final Biases biases() {
    require(biases, "--sigma-b2=X | --sigma-b=X");
    return biases;
  }

  final void require(Object given, String options) {
    if (given == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing required argument: (" + options + ")");
    }
  }

  static Axis axis(String name, String variance, String deviation) {
    return variance != null
        ? Axis.parse(name + "2", variance)
        : Axis.parse(name, deviation).squared(name + "2");
  }
}
