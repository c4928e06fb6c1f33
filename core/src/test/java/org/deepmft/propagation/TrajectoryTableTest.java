package org.deepmft.propagation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.TableCache;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trajectories against the 30-digit table {@code trajectories.csv}, generator beside it. */
class TrajectoryTableTest {

  private static final double BUDGET = 1e-9;

  static List<KnownTrajectory> all() throws IOException {
    return KnownTrajectory.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void trajectoryAgreesWithThirtyDigitsWithinOneBillionth(KnownTrajectory known) {
    PairMap map = PairMaps.of(Activations.named(known.activation()), TableCache.NONE);
    double sigmaW2 = known.sigmaW2();
    PairSignal u = known.start();
    double[] gradients = {1, 1, 1};
    double[] worst = new double[KnownTrajectory.QUANTITIES.size()];
    List<String> failures = new ArrayList<>();
    int depth = known.depth();
    long start = System.nanoTime();
    for (int layer = 0; layer <= depth; layer++) {
      double[] exact = known.layers().get(layer);
      double[] now = {
        u.qa(), u.lnRatio().value(), u.oneMinusC().value(), gradients[0], gradients[1], gradients[2]
      };
      for (int k = 0; exact != null && k < now.length; k++) {
        if (now[k] != exact[k] && !Double.isNaN(exact[k])) {
          double error = Math.abs(now[k] / exact[k] - 1);
          worst[k] = Math.max(worst[k], error);
          if (!(error <= BUDGET)) {
            failures.add(KnownTrajectory.QUANTITIES.get(k) + " at layer " + layer + ": " + error);
          }
        }
      }
      PairMap.Passed passed = map.through(u);
      PairSlopes slopes = passed.slopes();
      gradients[0] *= sigmaW2 * slopes.aa();
      gradients[1] *= sigmaW2 * slopes.bb();
      gradients[2] *= sigmaW2 * slopes.ab();
      u = passed.signal().dense(sigmaW2, known.sigmaB2());
    }
    System.out.printf(
        Locale.ROOT,
        "%s: max errors %s, %.2f ms a layer%n",
        known,
        Arrays.stream(worst).mapToObj(x -> String.format(Locale.ROOT, "%.1e", x)).toList(),
        1e-6 * (System.nanoTime() - start) / depth);
    assertEquals(List.of(), failures);
  }
}
