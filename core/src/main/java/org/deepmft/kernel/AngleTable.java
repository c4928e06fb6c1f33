package org.deepmft.kernel;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Functions of w in [0, 1] as Chebyshev series of 16 terms on panels, as many of equal width in
 * each octave of w as they need; octaves are built when first asked for.
 *
 * <p>Where a series cannot follow, the functions themselves are asked. Error: the last two
 * coefficients are below 1e-14 of the largest value on the panel, or below 1e-11 and no longer fall
 * with the panel's width, so that what is left is rounding of the functions.
 */
public final class AngleTable {

  /** Several functions of w, an even number of them. */
  interface Functions {
    void at(double w, double[] out);
  }

  /** Terms of a series. */
  public static final int TERMS = 16;

  /** Octaves that w may lie in: octave k is [2⁻ᵏ, 2¹⁻ᵏ), w = 1 in the first, k from 1. */
  public static final int OCTAVES = 1100;

  private static final int MOST_PANELS = 128;
  private static final double EXACT = 1e-14;
  private static final double ROUNDING = 1e-11;

  /**
   * Series of one octave.
   *
   * @param panels number of panels; 0 if no series can follow
   * @param coefficients of the Chebyshev polynomials in x, w = 2⁻ᵏ (1 + (panel + (1 +
   *     x)/2)/panels), [panel][function][term]
   */
  public record Octave(int panels, double[] coefficients) {}

  private final Functions functions;
  private final int count;
  private final double[] zero;
  private final AtomicReferenceArray<Octave> octaves = new AtomicReferenceArray<>(OCTAVES);

  AngleTable(Functions functions, int count) {
    this.functions = functions;
    this.count = count;
    this.zero = new double[count];
    functions.at(0, zero);
  }

  /** Returns the number of functions. */
  public int functions() {
    return count;
  }

  /** Returns the values at w = 0. */
  public double[] atZero() {
    return zero.clone();
  }

  /** Returns the octave in which w lies, w in (0, 1]. */
  public static int octaveOf(double w) {
    return w == 1 ? 1 : -Math.getExponent(w);
  }

  /**
   * Fills the values at w.
   *
   * @param w in [0, 1]
   * @param out a value a function, overwritten
   */
  public void at(double w, double[] out) {
    if (w == 0) {
      System.arraycopy(zero, 0, out, 0, count);
      return;
    }
    int k = octaveOf(w);
    Octave octave = octave(k);
    if (octave.panels == 0) {
      functions.at(w, out);
      return;
    }
    double place = (Math.scalb(w, k) - 1) * octave.panels;
    int panel = Math.min((int) place, octave.panels - 1);
    double x = 2 * (place - panel) - 1;
    for (int f = 0; f < count; f += 2) {
      sumTwo(octave.coefficients, (panel * count + f) * TERMS, x, out, f);
    }
  }

  /** Clenshaw's sums of two series in one loop, as each step waits for the one before. */
  private static void sumTwo(double[] c, int at, double x, double[] out, int f) {
    double twice = 2 * x;
    double a1 = 0;
    double a2 = 0;
    double b1 = 0;
    double b2 = 0;
    for (int n = at + TERMS - 1; n > at; n--) {
      double a = (c[n] - a2) + twice * a1;
      double b = (c[n + TERMS] - b2) + twice * b1;
      a2 = a1;
      a1 = a;
      b2 = b1;
      b1 = b;
    }
    out[f] = (c[at] - a2) + x * a1;
    out[f + 1] = (c[at + TERMS] - b2) + x * b1;
  }

  /** Returns the series of octave k, building them if need be. */
  public Octave octave(int k) {
    Octave known = octaves.get(k);
    if (known == null) {
      synchronized (this) {
        known = octaves.get(k);
        if (known == null) {
          known = build(k);
          octaves.set(k, known);
        }
      }
    }
    return known;
  }

  private Octave build(int k) {
    double before = Double.POSITIVE_INFINITY;
    for (int panels = 1; panels <= MOST_PANELS; panels *= 2) {
      double[] coefficients = new double[panels * count * TERMS];
      double tail = 0;
      for (int p = 0; p < panels && !(tail > ROUNDING && panels < MOST_PANELS); p++) {
        tail = Math.max(tail, fit(k, (double) p / panels, 1.0 / panels, coefficients, p));
      }
      if (tail <= EXACT || tail <= ROUNDING && tail >= before / 4) {
        return new Octave(panels, coefficients);
      }
      before = tail;
    }
    return new Octave(0, new double[0]);
  }

  /** Fits one panel and returns its largest tail, relative to the values. */
  private double fit(int k, double from, double width, double[] coefficients, int panel) {
    double[][] values = new double[TERMS][count];
    for (int i = 0; i < TERMS; i++) {
      double x = Math.cos(Math.PI * (i + 0.5) / TERMS);
      functions.at(Math.scalb(1 + from + width * 0.5 * (1 + x), -k), values[i]);
    }
    double worst = 0;
    for (int f = 0; f < count; f++) {
      int at = (panel * count + f) * TERMS;
      double largest = 0;
      for (int n = 0; n < TERMS; n++) {
        double sum = 0;
        for (int i = 0; i < TERMS; i++) {
          sum += values[i][f] * Math.cos(Math.PI * n * (i + 0.5) / TERMS);
          largest = Math.max(largest, Math.abs(values[i][f]));
        }
        coefficients[at + n] = sum * (n == 0 ? 1.0 : 2.0) / TERMS;
      }
      double tail =
          Math.max(Math.abs(coefficients[at + TERMS - 1]), Math.abs(coefficients[at + TERMS - 2]));
      worst = Math.max(worst, largest == 0 ? 0 : tail / largest);
    }
    return worst;
  }
}
