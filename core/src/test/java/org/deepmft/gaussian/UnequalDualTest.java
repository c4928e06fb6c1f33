package org.deepmft.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.activation.Kink;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Averages over pairs of unequal norms, against both pre-activations integrated directly. */
class UnequalDualTest {

  private static final double[][] VARIANCES = {{1, 1.00005}, {1, 1.002}, {2, 0.1}};
  private static final double[] ONE_MINUS_C = {1e-4, 0.9};

  /** Both integrated with respect to standard Gaussians; kinks where either meets one. */
  private static final class Judge {
    private interface Pair {
      double of(double ua, double ub);
    }

    private final Activation activation;
    private final double sigmaA;
    private final double sigmaB;
    private final SplitPanelAverages averages;

    Judge(Activation activation, double qa, double qb) {
      this.activation = activation;
      this.sigmaA = Math.sqrt(qa);
      this.sigmaB = Math.sqrt(qb);
      this.averages =
          new SplitPanelAverages(
              activation.kinks().stream()
                  .mapToDouble(Kink::x)
                  .flatMap(x -> DoubleStream.of(x / sigmaA, x / sigmaB))
                  .toArray());
    }

    double mean(double oneMinusC, Pair f) {
      DirectAverages.Combination both =
          (x, y) -> 0.5 * (f.of(sigmaA * x, sigmaB * y) + f.of(sigmaA * y, sigmaB * x));
      return averages.pair(1, 0.5 * oneMinusC, x -> x, both);
    }

    double square(double sigma) {
      return averages.mean(z -> square(activation, sigma * z), 0, 1);
    }

    double slopeSquare(double sigma) {
      return averages.mean(z -> Math.pow(activation.derivative(sigma * z), 2), 0, 1);
    }

    private static double square(Activation activation, double u) {
      double value = activation.value(u);
      return value * value;
    }

    double oneMinusRho(double oneMinusC) {
      double kb = square(sigmaB);
      double mu = Math.sqrt(kb / square(sigmaA));
      Pair apart = (a, b) -> Math.pow(activation.value(b) - mu * activation.value(a), 2);
      return mean(oneMinusC, apart) / (2 * kb);
    }
  }

  /** Kinks off 0 are accounted for to first order while norms are nearly equal. */
  @ParameterizedTest
  @CsvSource({
    "gelu, 1e-13",
    "softsign, 1e-12",
    "sigmoid, 3e-14",
    "hard-tanh, 1e-10",
    "'max(x-0.5,0)', 1e-10",
    "sign(x-0.5), 1e-10"
  })
  void secantsAndSlopesAgreeWithDirectIntegration(String name, double budget) {
    Activation activation = Activations.named(name);
    UnequalDual dual = new UnequalDual(activation, Duals.of(activation));
    boolean jumps = activation.kinks().stream().anyMatch(kink -> kink.order() == 0);
    List<String> failures = new ArrayList<>();
    double[] worst = new double[2];
    for (double[] q : VARIANCES) {
      double r = Math.log(q[1] / q[0]);
      Judge judge = new Judge(activation, q[0], q[1]);
      PairDual.Radial radial = dual.radial(q[0], r);
      double ka = judge.square(judge.sigmaA);
      double kb = ka * Math.exp(r * radial.growth());
      double largest = Math.sqrt(judge.slopeSquare(judge.sigmaA) * judge.slopeSquare(judge.sigmaB));
      for (double oneMinusC : ONE_MINUS_C) {
        PairDual.Slopes slopes = dual.slopes(q[0], r, oneMinusC);
        double secant =
            r * r * radial.spread()
                + Math.sqrt(q[0] * q[1] / (ka * kb)) * slopes.mean() * oneMinusC;
        double direct =
            judge.mean(oneMinusC, (a, b) -> activation.derivative(a) * activation.derivative(b));
        double[] errors = {
          Math.abs(secant / judge.oneMinusRho(oneMinusC) - 1),
          jumps ? 0 : Math.abs(slopes.atC() - direct) / largest
        };
        for (int k = 0; k < 2; k++) {
          worst[k] = Math.max(worst[k], errors[k]);
          if (!(errors[k] <= budget)) {
            failures.add(q[0] + " " + q[1] + " " + oneMinusC + ": " + errors[k]);
          }
        }
      }
    }
    System.out.printf(
        Locale.ROOT, "%s: max errors %.1e (secant), %.1e (slopes)%n", name, worst[0], worst[1]);
    assertEquals(List.of(), failures);
  }
}
