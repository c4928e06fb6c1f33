package org.deepmft.propagation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.TableCache;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trajectories against the 30-digit table {@code trajectories.csv}, generator beside it. */
class TrajectoryTableTest {

  private static final double BUDGET = 1e-9;
  private static final int LABELS = 6;
  private static final List<String> QUANTITIES =
      List.of("q_a", "ratio", "one_minus_c", "gradient_aa", "gradient_bb", "gradient_ab");

  /** One trajectory: where it begins, and the stored values by layer. */
  record Trajectory(String activation, double[] start, Map<Integer, double[]> layers) {
    @Override
    public String toString() {
      return activation + " " + Arrays.toString(start);
    }
  }

  static List<Trajectory> all() throws IOException {
    Map<String, Trajectory> all = new LinkedHashMap<>();
    try (InputStream in = TrajectoryTableTest.class.getResourceAsStream("trajectories.csv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : text.lines().skip(1).toList()) {
        String[] cells = line.split(",");
        String key = String.join(",", Arrays.copyOf(cells, LABELS));
        double[] numbers =
            Arrays.stream(cells).skip(1).mapToDouble(TrajectoryTableTest::number).toArray();
        all.computeIfAbsent(
                key,
                k ->
                    new Trajectory(
                        cells[0], Arrays.copyOf(numbers, LABELS - 1), new LinkedHashMap<>()))
            .layers
            .put((int) numbers[LABELS - 1], Arrays.copyOfRange(numbers, LABELS, numbers.length));
      }
    }
    return List.copyOf(all.values());
  }

  private static double number(String cell) {
    return cell.equals("nan") ? Double.NaN : Double.parseDouble(cell);
  }

  @ParameterizedTest
  @MethodSource("all")
  void trajectoryAgreesWithThirtyDigitsWithinOneBillionth(Trajectory known) {
    PairMap map = PairMaps.of(Activations.named(known.activation), TableCache.NONE);
    double sigmaW2 = known.start[0];
    PairSignal u = PairSignal.of(known.start[2], known.start[3], 1 - known.start[4]);
    double[] gradients = {1, 1, 1};
    double[] worst = new double[QUANTITIES.size()];
    List<String> failures = new ArrayList<>();
    int depth = known.layers.keySet().stream().mapToInt(l -> l).max().orElseThrow();
    long start = System.nanoTime();
    for (int layer = 0; layer <= depth; layer++) {
      double[] exact = known.layers.get(layer);
      double[] now = {
        u.qa(), u.lnRatio().value(), u.oneMinusC().value(), gradients[0], gradients[1], gradients[2]
      };
      for (int k = 0; exact != null && k < now.length; k++) {
        if (now[k] != exact[k] && !Double.isNaN(exact[k])) {
          double error = Math.abs(now[k] / exact[k] - 1);
          worst[k] = Math.max(worst[k], error);
          if (!(error <= BUDGET)) {
            failures.add(QUANTITIES.get(k) + " at layer " + layer + ": " + error);
          }
        }
      }
      PairSlopes slopes = map.slopes(u);
      gradients[0] *= sigmaW2 * slopes.aa();
      gradients[1] *= sigmaW2 * slopes.bb();
      gradients[2] *= sigmaW2 * slopes.ab();
      u = map.afterActivation(u).dense(sigmaW2, known.start[1]);
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
