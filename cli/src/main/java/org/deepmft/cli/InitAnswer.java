package org.deepmft.cli;

import org.deepmft.activation.Activation;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.initialisation.Customary;
import org.deepmft.initialisation.Initialisation;
import org.deepmft.initialisation.Verdict;

/**
 * Where to initialise networks of one activation.
 *
 * @param activation the activation
 * @param dual its duals
 * @param found the point and what follows
 */
record InitAnswer(Activation activation, DualActivation dual, Initialisation found) {

  Verdict verdict() {
    return Verdict.of(found);
  }

  double sigmaW2() {
    return found.layer() == null ? Double.NaN : found.layer().sigmaW2();
  }

  double sigmaB2() {
    return found.layer() == null ? Double.NaN : found.layer().sigmaB2();
  }

  /** The factor on Glorot's standard deviation, √(1/fan). */
  double gainXavier() {
    return Math.sqrt(sigmaW2());
  }

  /** The factor on He's standard deviation, √(2/fan-in). */
  double gainHe() {
    return Math.sqrt(0.5 * sigmaW2());
  }

  Customary.Outcome outcome(Customary customary) {
    return customary.outcome(found);
  }
}
