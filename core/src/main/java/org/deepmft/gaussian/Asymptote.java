package org.deepmft.gaussian;

import java.util.function.DoubleUnaryOperator;
import org.deepmft.activation.Activation;

/**
 * How an activation behaves far from 0: its slopes there, infinite where it grows faster than a
 * line.
 *
 * @param left slope towards -∞; of what oscillates, the root mean square of φ(x)/x
 * @param right slope towards +∞
 * @param gradient the limit of E φ'² for q to infinity; NaN for what oscillates, whose slopes are
 *     not read off so well
 */
public record Asymptote(double left, double right, double gradient) {

  private static final double FAR = 1e4;

  /** Places at which oscillations are looked for and averaged. */
  private static final int PLACES = 64;

  private static final double GOLDEN = 0.5 * (Math.sqrt(5) - 1);

  /** Slopes that change less than this from place to place are those of one line. */
  private static final double SAME = 1e-6;

  /** A mean of an oscillation is known so well. */
  private static final double MEAN = 1e-2;

  /**
   * Creates the asymptote of an activation that is a line on either side.
   *
   * @param left slope towards -∞
   * @param right slope towards +∞
   */
  public Asymptote(double left, double right) {
    this(left, right, 0.5 * (left * left + right * right));
  }

  /** Returns the asymptote of an activation, read off at |x| up to 1e4. */
  static Asymptote of(Activation activation) {
    boolean waves = oscillates(activation, -FAR);
    boolean wavesRight = oscillates(activation, FAR);
    double left = waves ? meanSlope(activation, -FAR) : slope(activation, -FAR);
    double right = wavesRight ? meanSlope(activation, FAR) : slope(activation, FAR);
    boolean one = (waves || wavesRight) && Math.abs(left - right) <= MEAN * Math.abs(right);
    double gradient = waves || wavesRight ? Double.NaN : 0.5 * (left * left + right * right);
    return new Asymptote(one ? right : left, right, gradient);
  }

  /** Two chords tell a line from what grows faster, or slower. */
  private static double slope(Activation activation, double x) {
    double tangent = activation.derivative(x);
    double chord = chord(activation, x);
    double nearer = chord(activation, 0.5 * x);
    if (Math.abs(chord) > 1.2 * Math.abs(nearer) && Math.abs(chord) > 1) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.abs(chord) < 0.8 * Math.abs(nearer) ? 0 : tangent;
  }

  /** The slope of φ between x/2 and x. */
  private static double chord(Activation activation, double x) {
    return (activation.value(x) - activation.value(0.5 * x)) / (0.5 * x);
  }

  /** Whether φ' rises here and falls there, by more than rounding. */
  private static boolean oscillates(Activation activation, double far) {
    boolean rises = false;
    boolean falls = false;
    double before = activation.derivative(0.5 * far);
    for (int k = 1; k <= PLACES; k++) {
      double tangent = activation.derivative(far * (0.5 + 0.5 * k / PLACES));
      double least = SAME * Math.max(SAME, Math.max(Math.abs(tangent), Math.abs(before)));
      rises |= tangent - before > least;
      falls |= before - tangent > least;
      before = tangent;
    }
    return rises && falls;
  }

  /** √(mean of (φ/x)²) with the sign of φ/x; 0 or ∞ where it falls or grows with |x|. */
  private static double meanSlope(Activation activation, double far) {
    DoubleUnaryOperator chord = x -> activation.value(x) / x;
    double slope = rms(chord, far);
    double nearer = rms(chord, 0.1 * far);
    if (slope <= 0.5 * nearer) {
      return 0;
    }
    return slope > 1.5 * nearer && slope > 1
        ? Double.POSITIVE_INFINITY
        : Math.copySign(slope, chord.applyAsDouble(far));
  }

  /** Root of the mean square over places within [far/2, far], at irregular distances. */
  private static double rms(DoubleUnaryOperator quantity, double far) {
    double sum = 0;
    for (int k = 1; k <= PLACES; k++) {
      double value = quantity.applyAsDouble(far * (0.5 + 0.5 * (k * GOLDEN % 1)));
      sum += value * value;
    }
    return Math.sqrt(sum / PLACES);
  }

  /** Returns κ, the limit of V/q for q to infinity. */
  public double kappa() {
    return 0.5 * (left * left + right * right);
  }
}
