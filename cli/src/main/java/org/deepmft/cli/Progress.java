package org.deepmft.cli;

import java.io.PrintWriter;

/** A line on a terminal that says how far a run has come, how fast it goes, and what is left. */
final class Progress {

  private static final int CELLS = 24;

  private final PrintWriter terminal;
  private final long total;
  private final String unit;
  private final long start = System.nanoTime();
  private long done;
  private long counted;

  /**
   * Creates a progress line of points.
   *
   * @param terminal where to draw it, or null for nowhere
   * @param total points of the whole run
   * @param already points that an earlier run has done
   */
  Progress(PrintWriter terminal, long total, long already) {
    this(terminal, total, already, "points");
  }

  /**
   * Creates a progress line.
   *
   * @param terminal where to draw it, or null for nowhere
   * @param total what the whole run has to do
   * @param already what an earlier run has done
   * @param unit what is counted, such as points
   */
  Progress(PrintWriter terminal, long total, long already, String unit) {
    this.terminal = terminal;
    this.total = total;
    this.unit = unit;
    this.done = already;
    draw();
  }

  /** Returns whether standard error is a terminal, which only the launcher can tell. */
  static boolean onTerminal() {
    return "1".equals(System.getenv("DEEPMFT_TERMINAL"));
  }

  /** Returns whether standard output is a terminal too, where a bar and an answer would mix. */
  static boolean outputOnTerminal() {
    return "1".equals(System.getenv("DEEPMFT_OUTPUT_TERMINAL"));
  }

  void add(long points) {
    done += points;
    counted += points;
    draw();
  }

  void finish() {
    if (terminal != null) {
      terminal.println();
    }
  }

  private void draw() {
    if (terminal == null) {
      return;
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    double rate = counted / Math.max(seconds, 1e-9);
    int filled = (int) (CELLS * done / Math.max(1, total));
    String left = counted == 0 ? "" : ", " + clock((total - done) / Math.max(rate, 1e-9)) + " left";
    terminal.printf(
        "\r[%s%s] %3d %%  %,.0f %s/s%s   ",
        "#".repeat(filled),
        ".".repeat(CELLS - filled),
        100 * done / Math.max(1, total),
        rate,
        unit,
        left);
    terminal.flush();
  }

  private static String clock(double seconds) {
    long s = Math.round(seconds);
    return s >= 3600
        ? String.format("%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60)
        : String.format("%d:%02d", s / 60, s % 60);
  }
}
