package org.deepmft.meanfield;

import java.util.Locale;

/** The numbers computed at each point of a phase diagram, in the order of the files. */
public enum PhaseField {
  /** q*, the fixed variance of the pre-activations. */
  Q_STAR("fixed point of the variance of pre-activations"),
  /** χ₁ = σ_w² E φ'². */
  CHI_1("slope of the correlation map at c = 1; gradient factor per layer"),
  /** χ₂ = σ_w² E φ''². */
  CHI_2("sigma_w2 E phi''^2"),
  /** c*. */
  C_STAR("fixed point of the correlation"),
  /** 1 - c*, computed without cancellation. */
  ONE_MINUS_C_STAR("1 - c_star, without cancellation"),
  /** θ* = arccos c*. */
  THETA_STAR("angle between two inputs at the fixed point, radians"),
  /** χ_c, the slope of the correlation map at c*. */
  CHI_C("slope of the correlation map at c_star"),
  /** ξ_q = -1/ln|dq'/dq|. */
  XI_Q("depth scale of the variance, layers"),
  /** ξ_c = -1/ln χ_c. */
  XI_C("depth scale of the correlation, layers"),
  /** ξ_grad = 1/|ln χ₁|. */
  XI_GRAD("depth scale of gradients, layers"),
  /** ln χ₁. */
  LYAPUNOV("ln chi_1"),
  /** E φ'⁴/(E φ'²)². */
  MU2_OVER_MU1_SQUARED("E phi'^4 / (E phi'^2)^2"),
  /** Bound on the relative error of q*. */
  Q_STAR_ERROR("bound on the relative error of q_star"),
  /** Bound on the relative error of χ₁. */
  CHI_1_ERROR("bound on the relative error of chi_1"),
  /** Bound on the relative error of 1 - c*. */
  ONE_MINUS_C_STAR_ERROR("bound on the relative error of one_minus_c_star"),
  /** Bound on the relative error of χ_c. */
  CHI_C_ERROR("bound on the relative error of chi_c");

  private final String meaning;

  PhaseField(String meaning) {
    this.meaning = meaning;
  }

  /** Returns the name used in JSON, CSV and Zarr, such as {@code q_star}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns one line that says what it is. */
  public String meaning() {
    return meaning;
  }
}
