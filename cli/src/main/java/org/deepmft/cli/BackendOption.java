package org.deepmft.cli;

import org.deepmft.backend.Backend;
import org.deepmft.backend.Backends;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say what computes. */
final class BackendOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--backend",
      paramLabel = "auto|cuda|cpu|reference",
      description =
          "What computes (default: auto; point computes in plain Java unless one is named).")
  String backend;

  @Option(names = "--threads", paramLabel = "N", description = "CPU threads (default: one a core).")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of everything random (default: 1); nothing here is random yet.")
  long seed = 1;

  /** Opens the backend. */
  Backend open() {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, got " + threads);
    }
    return Backends.open(
        backend == null ? Backends.AUTO : backend,
        threads,
        line -> spec.commandLine().getErr().println(line));
  }
}
