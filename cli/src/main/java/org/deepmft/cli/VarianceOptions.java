package org.deepmft.cli;

import org.deepmft.sweep.Axis;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The variances of weights and biases, each given as a variance or as a standard deviation. Whether
 * they are needed is for the command to say, by asking for them.
 */
final class VarianceOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @ArgGroup(multiplicity = "0..1")
  private Weights weights;

  @ArgGroup(multiplicity = "0..1")
  private Biases biases;

  /** σ_w² or σ_w. */
  static final class Weights {
    @Option(
        names = "--sigma-w2",
        required = true,
        paramLabel = "X",
        description = "Variance of the weights over fan-in: W_ij ~ N(0, X/fan_in).")
    String variance;

    @Option(
        names = "--sigma-w",
        required = true,
        paramLabel = "X",
        description = "Standard deviation of the weights, in place of --sigma-w2.")
    String deviation;
  }

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

  /** Returns whether any of them was given. */
  boolean given() {
    return weights != null || biases != null;
  }

  Axis sigmaW2() {
    requireAll();
    return axis("sigma_w", weights.variance, weights.deviation);
  }

  Axis sigmaB2() {
    requireAll();
    return axis("sigma_b", biases.variance, biases.deviation);
  }

  /** σ_w² of a single point. */
  double oneSigmaW2() {
    requireAll();
    return one("sigma_w", weights.variance, weights.deviation);
  }

  /** σ_b² of a single point. */
  double oneSigmaB2() {
    requireAll();
    return one("sigma_b", biases.variance, biases.deviation);
  }

  private void requireAll() {
    if (weights == null || biases == null) {
      String missing =
          weights == null ? "--sigma-w2=X | --sigma-w=X" : "--sigma-b2=X | --sigma-b=X";
      throw new ParameterException(
          spec.commandLine(), "Missing required argument: (" + missing + ")");
    }
  }

  private static double one(String name, String variance, String deviation) {
    String text = variance != null ? variance : deviation;
    if (text.contains(":")) { // before a range takes its memory
      throw new IllegalArgumentException(
          name
              + (variance != null ? "2" : "")
              + " must be one value for a point, got '"
              + text
              + "'; use deepmft sweep for a range");
    }
    return axis(name, variance, deviation).get(0);
  }

  private static Axis axis(String name, String variance, String deviation) {
    return variance != null
        ? Axis.parse(name + "2", variance)
        : Axis.parse(name, deviation).squared(name + "2");
  }
}
