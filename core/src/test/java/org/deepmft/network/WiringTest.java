package org.deepmft.network;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deepmft.activation.Activations;
import org.deepmft.network.Layer.Activate;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Dropout;
import org.deepmft.network.Layer.Noise;
import org.deepmft.network.Layer.Norm;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.network.Layer.Residual;
import org.deepmft.network.Layer.Weights;
import org.junit.jupiter.api.Test;

/** Layers where the theory does not hold are told. */
class WiringTest {

  private static final Layer DENSE = new Dense(1, 0, 0, Weights.GAUSSIAN);
  private static final Layer TANH = new Activate(Activations.named("tanh"));
  private static final Layer RELU = new Activate(Activations.named("relu"));

  private static Layer residual(Layer... layers) {
    return new Residual(1, 1, List.of(layers));
  }

  private static Layer repeat(Layer... layers) {
    return new Repeat(5, List.of(layers));
  }

  private static void refused(Layer culprit, Layer... layers) {
    MisplacedLayerException e =
        assertThrows(MisplacedLayerException.class, () -> new Network(List.of(layers)));
    assertSame(culprit, e.layer());
  }

  private static void sound(Layer... layers) {
    assertDoesNotThrow(() -> new Network(List.of(layers)));
  }

  @Test
  void anActivationNeedsGaussianUnits() {
    refused(RELU, TANH, RELU);
    refused(TANH, DENSE, new Dropout(0.1), TANH);
    refused(RELU, TANH, new Norm(true), RELU);
    refused(RELU, repeat(RELU, new Noise(1)));
    refused(TANH, residual(DENSE, RELU), TANH);
    sound(TANH, DENSE, new Noise(1), new Norm(true), TANH);
    sound(DENSE, new Dropout(0), TANH);
    sound(residual(TANH, DENSE), TANH);
  }

  @Test
  void twoMeansAreNotAdded() {
    Layer relu = residual(DENSE, RELU);
    refused(relu, repeat(relu));
    sound(relu);
    sound(repeat(residual(DENSE, TANH)));
    sound(repeat(residual(DENSE, RELU, new Norm(true))));
    Layer rms = residual(DENSE, RELU, new Norm(false));
    refused(rms, RELU, rms);
  }

  @Test
  void aResidualBlockKeepsTheWidth() {
    Layer narrow = new Dense(1, 0, 10, Weights.GAUSSIAN);
    Layer wide = new Dense(1, 0, 20, Weights.GAUSSIAN);
    Layer block = residual(wide);
    refused(block, narrow, block);
    sound(narrow, residual(wide, RELU, narrow));
    sound(block, residual(narrow, RELU, wide));
    Layer inner = residual(narrow);
    refused(inner, residual(inner, RELU, wide)); // 20 behind, so 20 before
  }

  @Test
  void aBranchIsSeparatedFromTheSkipByADenseLayerOfItsOwn() {
    Layer block = residual(DENSE);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> residual(repeat(block), TANH));
    assertTrue(e.getMessage().contains("not only in residual blocks"), e::getMessage);
    sound(residual(block, DENSE));
    sound(residual(repeat(DENSE), block));
  }

  @Test
  void tooManyLayersAreRefused() {
    Layer most = new Repeat(1_000_000, List.of(new Repeat(1_000_000, List.of(repeat(DENSE)))));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new Network(List.of(most, most)));
    assertTrue(e.getMessage().contains("100000000"), e::getMessage);
  }
}
