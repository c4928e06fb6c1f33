package org.deepmft.backend;

import java.util.List;

/** A backend cannot run here. */
public final class BackendUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 2L;

  private final List<String> reasons;

  /**
   * Creates the exception.
   *
   * @param backend the backend's name
   * @param reasons every reason why, at least one
   */
  public BackendUnavailableException(String backend, List<String> reasons) {
    super(
        "backend "
            + backend
            + " cannot run here: "
            + String.join("; ", reasons)
            + "; use --backend auto");
    this.reasons = List.copyOf(reasons);
  }

  /** Returns every reason why. */
  public List<String> reasons() {
    return reasons;
  }
}
