package org.deepmft.cli;

import org.deepmft.sweep.Axis;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The variance of the biases, given as a variance or as a standard deviation. */
class BiasOptions {

  @ArgGroup(multiplicity = "1")
  Biases biases;

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

  Axis sigmaB2() {
    return axis("sigma_b", biases.variance, biases.deviation);
  }

  static Axis axis(String name, String variance, String deviation) {
    return variance != null
        ? Axis.parse(name + "2", variance)
        : Axis.parse(name, deviation).squared(name + "2");
  }
}
