package org.deepmft.propagation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One trajectory of the 30-digit table {@code trajectories.csv}, generator beside it.
 *
 * @param activation its activation's name
 * @param sigmaW2 σ_w²
 * @param sigmaB2 σ_b²
 * @param start the pair at layer 0
 * @param layers by layer the stored {@link #QUANTITIES}; NaN where one is not known
 */
public record KnownTrajectory(
    String activation,
    double sigmaW2,
    double sigmaB2,
    PairSignal start,
    Map<Integer, double[]> layers) {

  /** q_a, ln(q_b/q_a), 1 - c, and the products of the gradients' factors over the layers before. */
  public static final List<String> QUANTITIES =
      List.of("q_a", "ratio", "one_minus_c", "gradient_aa", "gradient_bb", "gradient_ab");

  private static final int LABELS = 6;

  /** Returns all trajectories. */
  public static List<KnownTrajectory> all() throws IOException {
    Map<String, KnownTrajectory> all = new LinkedHashMap<>();
    try (InputStream in = KnownTrajectory.class.getResourceAsStream("trajectories.csv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : text.lines().skip(1).toList()) {
        String[] cells = line.split(",");
        String key = String.join(",", Arrays.copyOf(cells, LABELS));
        double[] numbers =
            Arrays.stream(cells).skip(1).mapToDouble(KnownTrajectory::number).toArray();
        all.computeIfAbsent(
                key,
                k ->
                    new KnownTrajectory(
                        cells[0],
                        numbers[0],
                        numbers[1],
                        PairSignal.of(numbers[2], numbers[3], 1 - numbers[4]),
                        new LinkedHashMap<>()))
            .layers
            .put((int) numbers[LABELS - 1], Arrays.copyOfRange(numbers, LABELS, numbers.length));
      }
    }
    return List.copyOf(all.values());
  }

  private static double number(String cell) {
    return cell.equals("nan") ? Double.NaN : Double.parseDouble(cell);
  }

  /** Returns the last layer. */
  public int depth() {
    return layers.keySet().stream().mapToInt(l -> l).max().orElseThrow();
  }

  @Override
  public String toString() {
    return activation + " (" + sigmaW2 + ", " + sigmaB2 + ") from " + start;
  }
}
