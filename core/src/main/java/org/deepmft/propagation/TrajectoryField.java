package org.deepmft.propagation;

import java.util.Locale;

/** The numbers of a pair at a layer of a network, in the order of the files. */
public enum TrajectoryField {
  /** q_a. */
  Q_A("variance of the pre-activations of input a"),
  /** q_b. */
  Q_B("that of input b"),
  /** 1 - c. */
  ONE_MINUS_C("1 - c, without cancellation"),
  /** ln(1 - c), which goes on below the doubles. */
  LN_ONE_MINUS_C("ln(1 - c)"),
  /** E (∂f/∂z)² of a, relative to the last layer's. */
  GRADIENT("gradient variance of input a, relative to the last layer's"),
  /** That of b. */
  GRADIENT_B("that of input b"),
  /** E ∂f/∂z_a ∂f/∂z_b, likewise. */
  GRADIENT_COVARIANCE("covariance of the gradients of a and b, relative to the last layer's"),
  /** ln of the gradient variance of a, which goes on beyond the doubles. */
  LN_GRADIENT("ln(gradient)");

  private final String meaning;

  TrajectoryField(String meaning) {
    this.meaning = meaning;
  }

  /** Returns the name used in JSON, CSV and Zarr, such as {@code one_minus_c}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns one line that says what it is. */
  public String meaning() {
    return meaning;
  }
}
