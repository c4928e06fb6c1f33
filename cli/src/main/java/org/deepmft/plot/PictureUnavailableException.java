package org.deepmft.plot;

/** This Java runtime cannot draw: its message is one line that says why. */
public final class PictureUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception from what the drawing system threw.
   *
   * @param cause what AWT or the font system threw
   */
  PictureUnavailableException(Throwable cause) {
    super("pictures cannot be drawn here: " + reason(cause), cause);
  }

  private static String reason(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? "" : ": " + root.getMessage();
    String line = (root.getClass().getSimpleName() + message).lines().findFirst().orElse("");
    return line + " (are fontconfig, freetype and one font installed?)";
  }
}
