package org.deepmft.backend;

/** A backend that was asked for by name cannot run here. */
public final class BackendUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message the name, every reason, and what to do
   */
  public BackendUnavailableException(String message) {
    super(message);
  }
}
