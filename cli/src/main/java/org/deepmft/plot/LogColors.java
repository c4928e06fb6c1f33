package org.deepmft.plot;

import java.awt.Color;
import java.awt.Paint;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deepmft.plot.FixedTicks.Mark;
import org.jfree.chart.renderer.PaintScale;

/**
 * Colours of decimal logarithms between two whole powers of ten that hold the bulk of them.
 *
 * <p>A range of more than seven decades ends at multiples of the step between its marks. Values
 * beyond it take the colour of its end, whose mark then says ≤ or ≥.
 */
final class LogColors implements PaintScale {
  /** This share of the values at either end may lie beyond the range. */
  private static final double TAIL = 0.02;

  /** More decades than this are marked in steps. */
  private static final double DECADES = 7;

  private static final int STEPS = 2 * PhaseColors.STEPS;

  /** Oklab (L, a, b) from two inputs that are nearly one to two that differ. */
  private static final int[] DIFFERENCE =
      Oklab.ramp(
          new double[][] {
            {0.38, 0.015, -0.13}, {0.60, -0.055, -0.085}, {0.80, -0.085, 0.05}, {0.97, -0.01, 0.07}
          },
          STEPS);

  /** Blue where gradients vanish, red where they explode: as order and chaos. */
  private static final int[] GRADIENT =
      IntStream.concat(
              Arrays.stream(Oklab.ramp(PhaseColors.ORDERED, PhaseColors.STEPS)),
              Arrays.stream(
                  Oklab.ramp(
                      new double[][] {PhaseColors.CHAOTIC[1], PhaseColors.CHAOTIC[0]},
                      PhaseColors.STEPS)))
          .toArray();

  /** The shorter side of a diverging range takes colours as if it were this share of the longer. */
  private static final double SHORTER = 0.25;

  private final double low;
  private final double high;
  private final boolean lower;
  private final boolean higher;
  private final int[] ramp;
  private final boolean diverging;

  /**
   * Makes colours for a sample.
   *
   * @param sorted the values, ascending; infinite ones do not count for the range
   * @param diverging whether the middle colour is that of zero
   */
  private LogColors(double[] sorted, boolean diverging, int[] ramp) {
    double[] finite = Arrays.stream(sorted).filter(Double::isFinite).toArray();
    double[] sample = finite.length == 0 ? new double[] {-1, 0} : finite;
    int last = sample.length - 1;
    double bottom = Math.floor(sample[(int) (TAIL * last)] + 1e-9);
    double top = Math.ceil(sample[(int) Math.ceil((1 - TAIL) * last)] - 1e-9);
    if (diverging) {
      bottom = Math.min(bottom, 0);
      top = Math.max(top, 0);
    }
    top = Math.max(top, bottom + 1);
    double step = 0;
    while (top - bottom > DECADES && step != FixedTicks.step(bottom, top)) {
      step = FixedTicks.step(bottom, top);
      bottom = step * Math.floor(bottom / step);
      top = step * Math.ceil(top / step);
    }
    low = bottom + 0.0; // not -0
    high = top + 0.0;
    lower = sorted.length > 0 && sorted[0] < low - 1e-9;
    higher = sorted.length > 0 && sorted[sorted.length - 1] > high + 1e-9;
    this.diverging = diverging;
    this.ramp = ramp;
  }

  /** Returns colours of log₁₀(1 - c), dark where the inputs are nearly one. */
  static LogColors differences(double[] sorted) {
    return new LogColors(sorted, false, DIFFERENCE);
  }

  /** Returns colours of log₁₀ of gradients: pale at zero, blue below and red above. */
  static LogColors gradients(double[] sorted) {
    return new LogColors(sorted, true, GRADIENT);
  }

  /** Returns the ticks of the range; its ends say so if there are values beyond. */
  List<Mark> marks() {
    List<Mark> marks = FixedTicks.logarithms(low, high);
    return IntStream.range(0, marks.size())
        .mapToObj(
            i -> {
              Mark mark = marks.get(i);
              String sign =
                  i == 0 && lower
                      ? "\u2264\u2009"
                      : i == marks.size() - 1 && higher ? "\u2265\u2009" : "";
              return new Mark(mark.value(), sign + mark.label());
            })
        .toList();
  }

  /** Returns the opaque colour, as 0xffRRGGBB, of a decimal logarithm. */
  int rgb(double log10) {
    double within = Math.max(low, Math.min(high, log10));
    return ramp[(int) Math.round(share(within) * (STEPS - 1))];
  }

  /** Returns the place in the ramp, from 0 to 1, of a value within the range. */
  private double share(double within) {
    if (!diverging) {
      return (within - low) / (high - low);
    }
    double reach = within < 0 ? Math.max(-low, SHORTER * high) : Math.max(high, -SHORTER * low);
    return 0.5 + 0.5 * within / reach;
  }

  @Override
  public double getLowerBound() {
    return low;
  }

  @Override
  public double getUpperBound() {
    return high;
  }

  @Override
  public Paint getPaint(double log10) {
    return new Color(rgb(log10));
  }
}
