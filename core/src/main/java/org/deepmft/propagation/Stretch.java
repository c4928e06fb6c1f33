package org.deepmft.propagation;

/**
 * What layers do to curves of signals: by χ₁ they stretch them, by χ₂ they bend them.
 *
 * <pre>
 * g' = χ₁ g,   m' = χ₁ m + 3 χ₂ g²     for K(Δ) = q - g Δ²/2 + m Δ⁴/24
 * φ: χ₁ = E φ'², χ₂ = E φ''²,   a number f times the signal: χ₁ = f², χ₂ = 0
 * one after the other: χ₁ = χ₁ᵃ χ₁ᵇ, χ₂ = χ₁ᵇ χ₂ᵃ + χ₂ᵇ (χ₁ᵃ)²,   sums of independent signals add both
 * </pre>
 *
 * For a plain network's layer these are σ_w² E φ'² and σ_w² E φ''² (poole2016, eqs. 9 and 10). A
 * constant that all signals share, such as a bias or a mean over the units, does nothing. NaN
 * stands for what does not exist: χ₂ where φ has kinks, both where each input has noise of its own.
 *
 * @param chi1 χ₁
 * @param chi2 χ₂
 */
public record Stretch(Magnitude chi1, Magnitude chi2) {

  /** Nothing. */
  public static final Stretch NONE = by(1);

  /** Noise that each input has for itself makes a curve rough: it has no length. */
  public static final Stretch ROUGH = of(Double.NaN, Double.NaN);

  /** Returns χ₁ and χ₂ as they are given. */
  public static Stretch of(double chi1, double chi2) {
    return new Stretch(Magnitude.of(chi1), Magnitude.of(chi2));
  }

  /** Returns what a factor of the second moments does. */
  public static Stretch by(double factor) {
    return by(Magnitude.of(factor));
  }

  /** Returns what a factor of the second moments does. */
  public static Stretch by(Magnitude factor) {
    return new Stretch(factor, Magnitude.ZERO);
  }

  /** Returns what these do and then others. */
  public Stretch then(Stretch next) {
    return new Stretch(
        chi1.times(next.chi1), chi2.times(next.chi1).plus(next.chi2.times(chi1).times(chi1)));
  }

  /** Returns what a sum of signals does that know nothing of each other. */
  public Stretch plus(Stretch other) {
    return new Stretch(chi1.plus(other.chi1), chi2.plus(other.chi2));
  }
}
