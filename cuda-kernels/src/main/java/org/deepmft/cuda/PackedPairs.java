package org.deepmft.cuda;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.deepmft.gaussian.TabulatedDual;
import org.deepmft.gaussian.UnequalTable;

/**
 * The table of unequal variances of an activation as one array of doubles, the way {@code
 * unequal_table.cuh} reads it. Panels join, with all their intervals up to a reach, when a network
 * first needs them; every array handed out stays as it is.
 */
final class PackedPairs {

  /** Codes of the kernels that ask for the intervals of panel 0, and of panels after it. */
  static final int ASKS_INTERVALS = 64;

  private final UnequalTable table;
  private final double reach;
  private final double[][] panels;
  private double[] packed;

  /**
   * Creates a table without panels.
   *
   * @param table the table
   * @param equal the table of equal variances, whose panels it shares
   * @param reach the largest |r| that is of interest
   */
  PackedPairs(UnequalTable table, TabulatedDual equal, double reach) {
    this.table = table;
    this.reach = reach;
    this.panels = new double[equal.panels()][];
  }

  /** Returns the largest |r| that the table is asked for. */
  double reach() {
    return reach;
  }

  /** Returns the table as far as it is there. */
  synchronized double[] numbers() {
    if (packed == null) {
      packed = pack();
    }
    return packed;
  }

  /**
   * Builds panels, so that the next array has them.
   *
   * @param missing their numbers
   * @param pool builds them
   */
  synchronized void bring(Collection<Integer> missing, ForkJoinPool pool) {
    pool.submit(() -> missing.stream().filter(k -> panels[k] == null).forEach(this::build)).join();
    packed = pack();
  }

  private void build(int k) {
    int count = (int) Math.ceil(reach / table.width(k));
    double[][] intervals = new double[count][];
    IntStream.range(0, count)
        .parallel()
        .forEach(i -> intervals[i] = table.terms(k, i).orElse(new double[0]));
    int begin = even(1 + count);
    int size = begin + Arrays.stream(intervals).mapToInt(terms -> terms.length).sum();
    double[] panel = new double[size];
    panel[0] = count;
    int next = begin;
    for (int i = 0; i < count; i++) {
      panel[1 + i] = intervals[i].length == 0 ? 0 : next; // from the panel's own begin
      System.arraycopy(intervals[i], 0, panel, next, intervals[i].length);
      next += intervals[i].length;
    }
    panels[k] = panel;
  }

  private double[] pack() {
    int first = even(2 + 2 * panels.length);
    int size = first;
    for (double[] panel : panels) {
      size += Optional.ofNullable(panel).map(p -> p.length).orElse(0);
    }
    double[] all = new double[size];
    all[0] = panels.length;
    all[1 + 2 * panels.length] = table.spreadPower();
    int next = first;
    for (int k = 0; k < panels.length; k++) {
      if (panels[k] == null) {
        continue;
      }
      all[1 + 2 * k] = table.width(k);
      all[2 + 2 * k] = next;
      System.arraycopy(panels[k], 0, all, next, panels[k].length);
      for (int i = 1; i <= (int) panels[k][0]; i++) {
        all[next + i] += panels[k][i] == 0 ? 0 : next;
      }
      next += panels[k].length;
    }
    return all;
  }

  /** Parts begin at even places, as polynomials are read two coefficients at a time. */
  private static int even(int n) {
    return n + n % 2;
  }
}
