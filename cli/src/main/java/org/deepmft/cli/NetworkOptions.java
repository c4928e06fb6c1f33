package org.deepmft.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deepmft.activation.Activation;
import org.deepmft.network.Network;
import org.deepmft.network.Trajectory;
import org.deepmft.sweep.Axis;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A network from a file, or a uniform one from flags. */
final class NetworkOptions {

  /** What to do about a range of variances. */
  private static final String RANGES = "give --out DIR for a range";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--network",
      paramLabel = "FILE.yaml",
      description =
          "The network, in place of --activation, the variances and --depth; docs/networks.md has"
              + " the schema.")
  private Path file;

  @Mixin private ActivationOption activation;
  @Mixin private VarianceOptions variances;

  @Option(
      names = "--depth",
      paramLabel = "L",
      description = "Number of layers of a uniform network, each activation and dense layer.")
  private Integer depth;

  /**
   * Returns the network.
   *
   * @throws IllegalArgumentException if it is none
   * @throws IOException if its file cannot be read
   */
  Network network() throws IOException {
    if (fromFile()) {
      if (activation.given() || variances.given() || depth != null) {
        throw new IllegalArgumentException(
            "--network must be given without --activation, variances and --depth, which the file"
                + " holds");
      }
      return NetworkFile.read(file);
    }
    Activation phi = activation();
    double sigmaW2 = variances.oneSigmaW2(RANGES);
    double sigmaB2 = variances.oneSigmaB2(RANGES);
    return Network.plain(phi, sigmaW2, sigmaB2, depth());
  }

  /** Returns whether the network comes from a file. */
  boolean fromFile() {
    return file != null;
  }

  /** Returns the activation of uniform networks. */
  Activation activation() {
    if (!activation.given()) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: --network=FILE.yaml | --activation=A");
    }
    List<Activation> activations = activation.activations();
    if (activations.size() > 1) {
      throw new IllegalArgumentException(
          "--activation must be given once, got " + activations.size() + "; run once for each");
    }
    return activations.get(0);
  }

  /** Returns σ_w² of uniform networks. */
  Axis sigmaW2() {
    return variances.sigmaW2();
  }

  /** Returns σ_b² of uniform networks. */
  Axis sigmaB2() {
    return variances.sigmaB2();
  }

  /** Returns the depth of uniform networks. */
  int depth() {
    if (depth == null) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--depth=L'");
    }
    if (depth < 1) {
      throw new IllegalArgumentException("depth must be at least 1, got " + depth);
    }
    if (depth > Trajectory.LONGEST) {
      throw new IllegalArgumentException(
          "depth must be at most " + Trajectory.LONGEST + " layers, got " + depth);
    }
    return depth;
  }

  /** Returns what the network is, in a line. */
  String title() {
    return file != null
        ? file.getFileName().toString()
        : "%s, \u03c3w\u00b2 = %s, \u03c3b\u00b2 = %s"
            .formatted(
                activation.activations().get(0).name(),
                number(variances.oneSigmaW2()),
                number(variances.oneSigmaB2()));
  }

  private static String number(double x) {
    return Double.toString(x);
  }
}
