package org.deepmft.cli;

import org.deepmft.meanfield.InitialState;
import picocli.CommandLine.Option;

/** The state of layer 0. */
final class StartOptions {

  @Option(
      names = "--q0",
      paramLabel = "X",
      description = "Variance of the pre-activations of layer 0, > 0 (default: 1).")
  double q0 = 1;

  @Option(
      names = "--c0",
      paramLabel = "X",
      description = "Correlation of two inputs at layer 0, in [0, 1] (default: 0.5).")
  double c0 = 0.5;

  InitialState state() {
    return new InitialState(q0, c0);
  }
}
