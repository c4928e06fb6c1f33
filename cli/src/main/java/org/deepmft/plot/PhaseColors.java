package org.deepmft.plot;

import java.awt.Color;
import java.awt.Paint;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.renderer.PaintScale;

/**
 * Colours of the depth scale: blues for the ordered and reds for the chaotic phase, both growing
 * lighter towards criticality.
 *
 * <p>With t = log(ξ_c/low)/log(high/low) clamped to [0, 1], colours run along straight lines of the
 * Oklab space with lightness linear in t and equal for both phases, so equal ratios of ξ_c look
 * like equal steps, in grey print too. As a {@link PaintScale} it takes {@link #position}: −1 is
 * deep in the ordered phase, 0 critical, +1 deep in the chaotic phase.
 */
final class PhaseColors implements PaintScale {
  /** Steps per phase; few enough for small files, more than the eye tells apart. */
  static final int STEPS = 64;

  /** Oklab (L, a, b) far from and at criticality. */
  static final double[][] ORDERED = {{0.57, -0.035, -0.125}, {0.97, -0.012, -0.012}};

  static final double[][] CHAOTIC = {{0.57, 0.145, 0.085}, {0.97, 0.006, 0.028}};

  private final double low;
  private final double high;
  private final int[] ordered = Oklab.ramp(ORDERED, STEPS);
  private final int[] chaotic = Oklab.ramp(CHAOTIC, STEPS);

  /** Makes colours for ξ_c between {@code low} and {@code high}, in layers. */
  PhaseColors(double low, double high) {
    this.low = low;
    this.high = high;
  }

  /**
   * Chooses the range from sorted samples of ξ_c: ends of the form 1 or 3 times a power of ten that
   * hold the bulk of the samples, at least one and at most three decades apart.
   */
  static PhaseColors covering(double[] xiSorted) {
    if (xiSorted.length == 0) {
      return new PhaseColors(1, 100);
    }
    double bottom = xiSorted[(int) (0.02 * (xiSorted.length - 1))];
    double top = xiSorted[(int) (0.98 * (xiSorted.length - 1))];
    int from = (int) Math.floor(2 * Math.log10(Math.max(0.1, bottom)) + 0.2);
    int to = (int) Math.ceil(2 * Math.log10(Math.max(0.1, top)) - 0.2);
    if (from >= -1 && to <= 5) {
      return new PhaseColors(half(0), half(5)); // one scale for most diagrams: 1 to 300 layers
    }
    to = Math.max(from + 2, Math.min(to, from + 6));
    return new PhaseColors(half(from), half(to));
  }

  /** Returns half a decade raised to n, rounded to 1 or 3 times a power of ten. */
  static double half(int n) {
    double decade = Math.pow(10, Math.abs(Math.floorDiv(n, 2)));
    double head = Math.floorMod(n, 2) == 0 ? 1 : 3;
    return n >= 0 ? head * decade : head / decade;
  }

  /** Returns the values 1 and 3 times a power of ten from low to high. */
  List<Double> marks() {
    List<Double> marks = new ArrayList<>();
    for (int n = -4; n <= 40; n++) {
      if (half(n) >= 0.99 * low && half(n) <= 1.01 * high) {
        marks.add(half(n));
      }
    }
    return marks;
  }

  double low() {
    return low;
  }

  double high() {
    return high;
  }

  /** Returns the place in [−1, 1] of a signed inverse depth scale u = ±1/ξ_c. */
  double position(double u) {
    double t = -Math.log(Math.abs(u) * low) / Math.log(high / low);
    // Never quite 0, so that the phase keeps its colour where ξ_c exceeds the range.
    return -Math.signum(u) * Math.max(1e-9, 1 - Math.max(0, Math.min(1, t)));
  }

  /** Returns the opaque colour, as 0xffRRGGBB, of a place in [−1, 1]. */
  int rgb(double position) {
    int step = (int) Math.round((1 - Math.min(1, Math.abs(position))) * (STEPS - 1));
    return (position <= 0 ? ordered : chaotic)[step];
  }

  @Override
  public double getLowerBound() {
    return -1;
  }

  @Override
  public double getUpperBound() {
    return 1;
  }

  @Override
  public Paint getPaint(double position) {
    return new Color(rgb(position));
  }
}
