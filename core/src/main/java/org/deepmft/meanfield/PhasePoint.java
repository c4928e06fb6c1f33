package org.deepmft.meanfield;

import java.util.Arrays;

/**
 * The mean-field theory of one (σ_w², σ_b²). NaN stands for what is undefined, infinity for a depth
 * scale that diverges.
 */
public final class PhasePoint {

  private final Status status;
  private final Phase phase;
  private final double[] values;

  PhasePoint(Status status, Phase phase, double[] values) {
    this.status = status;
    this.phase = phase;
    this.values = values;
  }

  /** Returns what the iteration of the length map does. */
  public Status status() {
    return status;
  }

  /** Returns the phase, or null where there is none. */
  public Phase phase() {
    return phase;
  }

  /** Returns the value of a field. */
  public double get(PhaseField field) {
    return values[field.ordinal()];
  }

  /** Returns q*. */
  public double qStar() {
    return get(PhaseField.Q_STAR);
  }

  /** Returns χ₁. */
  public double chi1() {
    return get(PhaseField.CHI_1);
  }

  /** Returns c*. */
  public double cStar() {
    return get(PhaseField.C_STAR);
  }

  /** Returns χ_c. */
  public double chiC() {
    return get(PhaseField.CHI_C);
  }

  /** Returns ξ_c in layers. */
  public double xiC() {
    return get(PhaseField.XI_C);
  }

  @Override
  public String toString() {
    return status.label() + " " + (phase == null ? "" : phase.label()) + Arrays.toString(values);
  }
}
