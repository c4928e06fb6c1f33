package org.deepmft.bench;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.DirectDual;
import org.deepmft.meanfield.InitialState;

/**
 * A random point of a survey; it depends on its number alone, so that a survey can be cut into
 * ranges.
 *
 * @param sigmaW2 σ_w², log-uniform in [0.05, 50], or [0.05, 4] where larger ones mostly diverge
 * @param sigmaB2 σ_b², log-uniform in [1e-4, 4], and 0 in one of twenty
 * @param start q0, log-uniform in [0.01, 30], and c0 = 1/2
 */
record SurveyPoint(double sigmaW2, double sigmaB2, InitialState start) {

  /** The built-in activations and some expressions. */
  static final List<Activation> ALL =
      Stream.concat(
              Activations.all().stream(),
              Stream.of(
                      "x/(1+x^2)",
                      "tanh(x)+0.1*x",
                      "max(x,0)^2",
                      "where(x>0,x,exp(x)-1)",
                      "x*exp(-x^2)",
                      "max(0,min(1,0.2*x+0.5))")
                  .map(Activations::named))
          .toList();

  private static final long SEED = 20_261_122;
  private static final double LOW = 0.05;
  private static final double HIGH = 50;
  private static final double HIGH_GROWING = 4;
  private static final double WITHOUT_BIAS = 0.05;

  /** Above this κ = lim V/q an activation grows like a line: large weights diverge. */
  private static final double GROWING = 0.1;

  /** Returns the upper end of σ_w² for an activation. */
  static double highest(Activation activation) {
    return new DirectDual(activation).asymptote().kappa() > GROWING ? HIGH_GROWING : HIGH;
  }

  /**
   * Returns a point.
   *
   * @param number its number
   * @param highest the upper end of σ_w²
   */
  static SurveyPoint of(long number, double highest) {
    SplittableRandom random = new SplittableRandom(SEED + number);
    double sigmaW2 = logUniform(random, LOW, highest);
    boolean bias = random.nextDouble() >= WITHOUT_BIAS;
    double sigmaB2 = logUniform(random, 1e-4, 4);
    double q0 = logUniform(random, 0.01, 30);
    return new SurveyPoint(sigmaW2, bias ? sigmaB2 : 0, new InitialState(q0, 0.5));
  }

  private static double logUniform(SplittableRandom random, double low, double high) {
    return low * Math.pow(high / low, random.nextDouble());
  }
}
