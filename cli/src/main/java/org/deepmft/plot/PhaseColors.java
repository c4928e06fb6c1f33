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
 *
 * <p>Source: B. Ottosson, A perceptual color space for image processing (2020).
 */
final class PhaseColors implements PaintScale {
  /** Steps per phase; few enough for small files, more than the eye tells apart. */
  private static final int STEPS = 64;

  /** Oklab (L, a, b) far from and at criticality. */
  private static final double[][] ORDERED = {{0.57, -0.035, -0.125}, {0.97, -0.012, -0.012}};

  private static final double[][] CHAOTIC = {{0.57, 0.145, 0.085}, {0.97, 0.006, 0.028}};

  private final double low;
  private final double high;
  private final int[] ordered = ramp(ORDERED);
  private final int[] chaotic = ramp(CHAOTIC);

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

  private static int[] ramp(double[][] ends) {
    int[] colors = new int[STEPS];
    for (int i = 0; i < STEPS; i++) {
      double t = i / (STEPS - 1.0);
      double[] lab = new double[3];
      for (int k = 0; k < 3; k++) {
        lab[k] = (1 - t) * ends[0][k] + t * ends[1][k];
      }
      colors[i] = oklabToRgb(lab[0], lab[1], lab[2]);
    }
    return colors;
  }

  private static int oklabToRgb(double lightness, double a, double b) {
    double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    int red = gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
    int green = gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
    int blue = gamma(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
    return 0xff000000 | red << 16 | green << 8 | blue;
  }

  private static double cube(double x) {
    return x * x * x;
  }

  /** Returns the sRGB byte of a linear intensity. */
  private static int gamma(double linear) {
    double x = Math.max(0, Math.min(1, linear));
    double encoded = x <= 0.0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * encoded);
  }
}
