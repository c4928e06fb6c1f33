package org.deepmft.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.deepmft.activation.Activations;
import org.deepmft.gaussian.MeanActivation;
import org.deepmft.propagation.Magnitude;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitMeansTest {

  private static MeanActivation mean(String name) {
    return new MeanActivation(Activations.named(name));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-30, 1e-3, 1, 40, 1e6})
  void meansOfReluAndOfASquareAreTheirClosedForms(double q) {
    double root = Math.sqrt(q);
    double relu = 1 / Math.sqrt(2 * Math.PI);
    assertEquals(relu, mean("relu").perDeviation(q), 1e-13);
    assertEquals(relu, mean("relu").slope(q, 1.3 * q), 1e-13);
    assertEquals(0, mean("tanh").perDeviation(q));
    // E cos = e^(-q/2)
    double expected = Math.exp(-q / 2) / root;
    assertEquals(expected, mean("cos(x)").perDeviation(q), 1e-13 * Math.max(1, 1 / root));
  }

  @Test
  void theSlopeIsThatOfTheMeanForAnyTwoVariances() {
    MeanActivation cosine = mean("cos(x)");
    for (double qb : new double[] {1.5 + 1e-9, 1.9, 5.9, 6.1, 50}) {
      double apart = (qb - 1.5) / (Math.sqrt(qb) + Math.sqrt(1.5));
      double expected = Math.exp(-0.75) * Math.expm1(-(qb - 1.5) / 2) / apart;
      assertEquals(expected, cosine.slope(1.5, qb), 1e-13);
    }
    assertEquals(-Math.sqrt(1.5) * Math.exp(-0.75), cosine.slope(1.5, 1.5), 1e-13);
  }

  @Test
  void meansTakenAwayLeaveTheCovarianceOfUnits() {
    double[][] cases = {{0.3, 0.1, 0.5}, {-0.7, 0.9, 0.4}, {0.2, -0.5, 0.9}, {0.5, 0, 0.01}};
    for (double[] it : cases) {
      double a = it[0];
      double b = it[0] + it[1];
      double c = 1 - it[2];
      double expected = 1 - (c - a * b) / Math.sqrt((1 - a * a) * (1 - b * b));
      double actual = new UnitMeans(a, it[1]).centred(Magnitude.of(it[2])).value();
      assertEquals(expected, actual, 1e-14);
    }
  }
}
