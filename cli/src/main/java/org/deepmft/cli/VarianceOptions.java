package org.deepmft.cli;

import org.deepmft.sweep.Axis;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The variances of weights and biases, each given as a variance or as a standard deviation. */
final class VarianceOptions extends BiasOptions {

  @ArgGroup(multiplicity = "1")
  Weights weights;

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

  Axis sigmaW2() {
    return axis("sigma_w", weights.variance, weights.deviation);
  }

  /** σ_w² of a single point. */
  double oneSigmaW2() {
    return one("sigma_w", weights.variance, weights.deviation);
  }

  /** σ_b² of a single point. */
  double oneSigmaB2() {
    return one("sigma_b", biases.variance, biases.deviation);
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
}
