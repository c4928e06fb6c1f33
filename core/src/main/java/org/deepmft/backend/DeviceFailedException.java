package org.deepmft.backend;

/**
 * A device failed in the midst of its work; what it had not delivered can be computed elsewhere.
 */
public final class DeviceFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one line: the device, the call that failed and what it said
   * @param cause the failure
   */
  public DeviceFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
