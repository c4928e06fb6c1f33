package org.deepmft.cli;

/** Ends a command with an exit code and one line that says name, rule, value and what to do. */
final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The machine failed, or we did. */
  static final int MACHINE = 1;

  /** The input is wrong. */
  static final int INPUT = 2;

  /** The named backend cannot run here. */
  static final int BACKEND = 3;

  /** A single point did not converge. */
  static final int NOT_CONVERGED = 4;

  private final int exitCode;

  CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
