package org.deepmft.cli;

import java.util.List;
import org.deepmft.backend.Backend;
import org.deepmft.backend.BackendLadder;
import org.deepmft.backend.Backends;
import org.deepmft.backend.Resources;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say what computes. */
final class BackendOption {

  /** More threads than this help nowhere and may exhaust the machine. */
  private static final int MOST_THREADS = 1024;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--backend",
      paramLabel = "auto|cuda|cpu|reference",
      description =
          "What computes (default: auto; point and a single propagate compute in plain Java unless"
              + " one is named, critical-line, init and activations always).")
  String backend;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads, 1 to 1024 (default: one a core).")
  int threads = Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of everything random (default: 1); nothing here is random yet.")
  long seed = 1;

  /**
   * Checks the options that no backend checks.
   *
   * @throws IllegalArgumentException with the rule that is broken
   */
  void check() {
    if (!(threads >= 1 && threads <= MOST_THREADS)) {
      throw new IllegalArgumentException(
          "threads must lie between 1 and " + MOST_THREADS + ", got " + threads);
    }
  }

  /**
   * Checks the options of a command that needs no backend, and whether one that is named can run.
   */
  void checkNamed() {
    check();
    if (backend != null) {
      open().close();
    }
  }

  /** Opens the backend. */
  Backend open() {
    return open(List.of()).current();
  }

  /**
   * Opens the backend, with others to go on if it fails.
   *
   * @param devices numbers of the devices, for backends that have several; empty for all of them
   */
  BackendLadder open(List<Integer> devices) {
    check();
    return new BackendLadder(
        Backends.providers(),
        backend == null ? Backends.AUTO : backend,
        new Resources(threads, CacheDirectory.tables(), devices),
        line -> spec.commandLine().getErr().println(line));
  }
}
