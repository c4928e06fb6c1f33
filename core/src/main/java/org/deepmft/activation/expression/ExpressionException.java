package org.deepmft.activation.expression;

/** An expression was refused: the rule it breaks, and where. */
public final class ExpressionException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  /** Longer texts are shown in part. */
  private static final int SHOWN = 72;

  private static final int SHOWN_BEFORE = 48;

  private final String text;
  private final int position;

  /**
   * Creates the error.
   *
   * @param rule the rule that is broken, one line
   * @param text the whole expression
   * @param position the place in it, from 1; one past the end where something is missing
   */
  ExpressionException(String rule, String text, int position) {
    super("activation expression: " + rule + " at position " + position);
    this.text = text;
    this.position = position;
  }

  /** Returns the expression as it was given. */
  public String text() {
    return text;
  }

  /** Returns the place of the error in the text; the first character has position 1. */
  public int position() {
    return position;
  }

  /** Returns two lines: the text (its part around the error, if it is long), and a caret below. */
  public String caretLines() {
    int from = Math.max(0, text.length() <= SHOWN ? 0 : position - 1 - SHOWN_BEFORE);
    int to = Math.min(text.length(), from + SHOWN);
    String before = from > 0 ? "..." : "";
    String after = to < text.length() ? "..." : "";
    StringBuilder line = new StringBuilder(before);
    text.substring(from, to)
        .chars()
        .forEach(c -> line.append(printable((char) c) ? (char) c : ' '));
    return line + after + System.lineSeparator() + " ".repeat(caret(before, from)) + "^";
  }

  private int caret(String before, int from) {
    return before.length() + position - 1 - from;
  }

  /** Returns whether a character takes one column and cannot move the cursor. */
  static boolean printable(char c) {
    return c >= ' ' && c < 0x7f || c > 0x9f && !Character.isSurrogate(c) && Character.isDefined(c);
  }
}
