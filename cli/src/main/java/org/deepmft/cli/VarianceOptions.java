package org.deepmft.cli;

import org.deepmft.sweep.Axis;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The variances of weights and biases, each given as a variance or as a standard deviation. */
final class VarianceOptions extends BiasOptions {

  @ArgGroup(multiplicity = "0..1")
  private Weights weights;

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

  @Override
  boolean given() {
    return weights != null || super.given();
  }

  Axis sigmaW2() {
    Weights asked = weights();
    return axis("sigma_w", asked.variance, asked.deviation);
  }

  private Weights weights() {
    require(weights, "--sigma-w2=X | --sigma-w=X");
    return weights;
  }

  /** σ_w² of a single point. */
  double oneSigmaW2() {
    return oneSigmaW2("use deepmft sweep for a range");
  }

  /**
   * σ_w² of a single point.
   *
   * @param remedy what to do about a range
   */
  double oneSigmaW2(String remedy) {
    Weights asked = weights();
    return one("sigma_w", asked.variance, asked.deviation, remedy);
  }

  /** σ_b² of a single point. */
  double oneSigmaB2() {
    return oneSigmaB2("use deepmft sweep for a range");
  }

  /**
   * σ_b² of a single point.
   *
   * @param remedy what to do about a range
   */
  double oneSigmaB2(String remedy) {
    Biases asked = biases();
    return one("sigma_b", asked.variance, asked.deviation, remedy);
  }

  private static double one(String name, String variance, String deviation, String remedy) {
    String text = variance != null ? variance : deviation;
    if (text.contains(":")) { // before a range takes its memory
      throw new IllegalArgumentException(
          name
              + (variance != null ? "2" : "")
              + " must be one value for a point, got '"
              + text
              + "'; "
              + remedy);
    }
    return axis(name, variance, deviation).get(0);
  }
}
