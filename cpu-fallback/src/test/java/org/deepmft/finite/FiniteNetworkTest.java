package org.deepmft.finite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deepmft.activation.Activations;
import org.deepmft.network.Layer;
import org.deepmft.network.Layer.Activate;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Dropout;
import org.deepmft.network.Layer.Noise;
import org.deepmft.network.Layer.Norm;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.network.Layer.Residual;
import org.deepmft.network.Layer.Weights;
import org.deepmft.network.Network;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every type of layer in dense networks of ten layers and width 2,000 against the theory: q, 1 - c,
 * gradients, their covariance and weight gradients at every layer. {@link FiniteCheck} says within
 * what, and works out the probability of a false alarm, 1e-6.
 */
class FiniteNetworkTest {

  private static final int DEPTH = 10;

  private static final int[] WIDTHS = {2000, 1000, 2000, 1500, 1000, 1250, 2000, 1000, 1500, 2000};

  private static final Map<String, Network> NETWORKS = networks();

  private static FiniteCheck check;

  @BeforeAll
  static void measure() {
    check = new FiniteCheck(NETWORKS);
  }

  private static Layer act(String name) {
    return new Activate(Activations.named(name));
  }

  private static Layer dense(double sigmaW2, double sigmaB2) {
    return new Dense(sigmaW2, sigmaB2, 0, Weights.GAUSSIAN);
  }

  private static Layer orthogonal(double sigmaW2, double sigmaB2, int width) {
    return new Dense(sigmaW2, sigmaB2, width, Weights.ORTHOGONAL);
  }

  private static Network ten(Layer... layers) {
    return new Network(List.of(new Repeat(DEPTH, List.of(layers))));
  }

  /** φ = tanh and dense layers of these widths, one after the other. */
  private static Network widths(Weights weights, int... widths) {
    List<Layer> layers = new ArrayList<>();
    for (int width : widths) {
      layers.add(act("tanh"));
      layers.add(new Dense(1.6, 0.1, width, weights));
    }
    return new Network(layers);
  }

  /** σ_w² = 1 + 1.5/x and σ_b² = 0.02 x in layer x. */
  private static Network scheduled() {
    List<Layer> layers = new ArrayList<>();
    for (int x = 1; x <= DEPTH; x++) {
      layers.add(act("tanh"));
      layers.add(dense(1 + 1.5 / x, 0.02 * x));
    }
    return new Network(layers);
  }

  private static Network scaledResidual(double skip, double branch) {
    return ten(new Residual(skip, branch, List.of(dense(1, 0.1), act("tanh"), dense(2, 0.1))));
  }

  /** ReLU's mean goes past one block, comes out of another and is taken away behind both. */
  private static Network meansInResidualBlocks(double branch) {
    return new Network(
        List.of(
            new Repeat(
                3,
                List.of(
                    act("relu"),
                    new Residual(0.8, 0.6, List.of(dense(1, 0.1), act("tanh"), dense(1, 0.1))),
                    new Noise(0.1),
                    new Norm(true),
                    dense(1.5, 0.1),
                    new Residual(1, branch, List.of(dense(1, 0.1), act("relu"))),
                    new Norm(true),
                    dense(1.5, 0.1)))));
  }

  private static Map<String, Network> networks() {
    Map<String, Network> all = new LinkedHashMap<>();
    all.put("dense layers with biases, ordered", ten(act("tanh"), dense(1.2, 0.05)));
    all.put("dense layers with biases, chaotic", ten(act("tanh"), dense(2.5, 0.1)));
    all.put("an activation that is not odd", ten(act("gelu"), dense(2, 0.2)));
    all.put("an activation with kinks off 0", ten(act("hard-tanh"), dense(1.4, 0.05)));
    all.put("orthogonal weights", ten(act("tanh"), orthogonal(1.6, 0.1, 0)));
    all.put(
        "orthogonal weights of several widths",
        widths(Weights.ORTHOGONAL, 2000, 1000, 1000, 2000, 2000, 1000, 2000, 2000, 1000, 2000));
    all.put("a schedule of variances", scheduled());
    all.put("a schedule of widths", widths(Weights.GAUSSIAN, WIDTHS));
    all.put("dropout", ten(act("relu"), new Dropout(0.2), dense(1.6, 0.1)));
    all.put("noise", ten(act("tanh"), new Noise(0.1), dense(1.5, 0.1)));
    all.put("layer norm before", ten(new Norm(true), act("gelu"), dense(2, 0.1)));
    all.put("layer norm after", ten(act("relu"), new Norm(true), dense(1.5, 0.1)));
    all.put("RMS norm before", ten(new Norm(false), act("tanh"), dense(2, 0.1)));
    all.put("RMS norm after", ten(act("relu"), new Norm(false), dense(1.5, 0.3)));
    all.put("a residual block with scaled skip and branch", scaledResidual(0.8, 0.6));
    all.put("means over units beside and in residual blocks", meansInResidualBlocks(-0.6));
    all.put(
        "repeated blocks of blocks, narrow inside",
        new Network(
            List.of(
                new Dense(1, 0.1, 2000, Weights.GAUSSIAN),
                new Repeat(
                    3,
                    List.of(
                        new Repeat(2, List.of(act("relu"), dense(2, 0.1))),
                        new Residual(
                            1,
                            0.5,
                            List.of(
                                new Norm(true),
                                act("relu"),
                                new Dropout(0.1),
                                new Norm(true),
                                new Dense(1, 0.1, 1000, Weights.GAUSSIAN),
                                act("tanh"),
                                new Dense(2, 0, 2000, Weights.GAUSSIAN))))),
                act("relu"),
                new Norm(true))));
    return all;
  }

  static Set<String> names() {
    return NETWORKS.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aFiniteNetworkAgreesWithTheTheory(String name) {
    assertEquals(List.of(), check.disagreements(name));
  }

  /** Theories with a mistake in them that somebody might make. */
  private static Map<String, Network> wrongTheories() {
    Map<String, Network> wrong = new LinkedHashMap<>();
    wrong.put("dense layers with biases, ordered", ten(act("tanh"), dense(1.26, 0.05))); // 5 %
    wrong.put("orthogonal weights", ten(act("tanh"), orthogonal(1.68, 0.1, 0))); // 5 %
    wrong.put("a schedule of widths", widths(Weights.GAUSSIAN, new int[DEPTH])); // not seen
    wrong.put("dropout", ten(act("relu"), new Dropout(0.8), dense(1.6, 0.1))); // kept
    wrong.put("noise", ten(act("tanh"), new Noise(Math.sqrt(0.1)), dense(1.5, 0.1))); // deviation
    wrong.put("layer norm after", ten(act("relu"), new Norm(false), dense(1.5, 0.1))); // no mean
    wrong.put("RMS norm after", ten(act("relu"), new Norm(true), dense(1.5, 0.3))); // mean
    wrong.put(
        "a residual block with scaled skip and branch",
        scaledResidual(0.8, Math.sqrt(0.6))); // not squared
    return wrong;
  }

  static Set<String> wrong() {
    return wrongTheories().keySet();
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongTheoryIsCaught(String name) {
    assertFalse(check.disagreements(name, wrongTheories().get(name)).isEmpty());
  }

  /** abramowitz1964, table 26.10. */
  @Test
  void studentsTIsThatOfTheTables() {
    assertEquals(2.086, StudentT.bound(0.05, 20), 5e-4);
    assertEquals(63.657, StudentT.bound(0.01, 1), 5e-4);
    assertEquals(8.610, StudentT.bound(0.001, 4), 5e-4);
  }
}
