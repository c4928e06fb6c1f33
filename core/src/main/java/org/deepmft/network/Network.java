package org.deepmft.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deepmft.activation.Activation;
import org.deepmft.network.Layer.Activate;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Dropout;
import org.deepmft.network.Layer.Noise;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.network.Layer.Residual;
import org.deepmft.network.Layer.Weights;

/**
 * A network: its layers from the input to the output.
 *
 * @param layers the layers, at least one
 */
public record Network(List<Layer> layers) {

  /** More layers than anybody computes one by one. */
  private static final long MOST = 100_000_000;

  /**
   * Checks the network.
   *
   * @throws IllegalArgumentException if it is empty or has more than 10⁸ layers
   * @throws MisplacedLayerException if a layer stands where the theory does not hold
   */
  public Network {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network must have layers");
    }
    if (count(layers) > MOST) {
      throw new IllegalArgumentException(
          "a network must have at most " + MOST + " layers, repetitions counted, has more");
    }
    Wiring.INPUT.after(layers);
  }

  /**
   * Returns a plain network of L times activation and dense layer.
   *
   * @param activation the activation
   * @param sigmaW2 σ_w²
   * @param sigmaB2 σ_b²
   * @param depth L, at least 1
   */
  public static Network plain(Activation activation, double sigmaW2, double sigmaB2, int depth) {
    Dense dense = new Dense(sigmaW2, sigmaB2, 0, Weights.GAUSSIAN);
    return new Network(List.of(new Repeat(depth, List.of(new Activate(activation), dense))));
  }

  /**
   * Returns the depth as it is counted: a layer ends with each dense layer outside residual blocks
   * and with each residual block; what follows the last of these makes one more.
   */
  public long depth() {
    long ends = ends(layers);
    return ends + (endsWhole(layers) ? 0 : 1);
  }

  /** Returns how many layers, as they are counted, end among these. */
  static long ends(List<Layer> layers) {
    long ends = 0;
    for (Layer layer : layers) {
      if (layer instanceof Repeat repeat) {
        ends += repeat.times() * ends(repeat.layers());
      } else if (endsLayer(layer)) {
        ends++;
      }
    }
    return ends;
  }

  private static boolean endsWhole(List<Layer> layers) {
    Layer last = layers.get(layers.size() - 1);
    return last instanceof Repeat repeat ? endsWhole(repeat.layers()) : endsLayer(last);
  }

  /** Returns whether a layer, as they are counted, ends with this. */
  static boolean endsLayer(Layer layer) {
    return layer instanceof Dense || layer instanceof Residual;
  }

  /**
   * Returns a layer that gives each input noise of its own, by which curves of inputs lose their
   * length; nothing if there is none.
   */
  public Optional<Layer> rough() {
    return rough(layers);
  }

  private static Optional<Layer> rough(List<Layer> layers) {
    for (Layer layer : layers) {
      Optional<Layer> found = Optional.empty();
      if (layer instanceof Dropout dropout && dropout.probability() > 0
          || layer instanceof Noise noise && noise.variance() > 0) {
        found = Optional.of(layer);
      } else if (layer instanceof Repeat repeat) {
        found = rough(repeat.layers());
      } else if (layer instanceof Residual residual) {
        found = rough(residual.layers());
      }
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The number of layers of every kind, or one more than allowed. */
  private static long count(List<Layer> layers) {
    long count = 0;
    for (Layer layer : layers) {
      if (layer instanceof Repeat repeat) {
        count += repeat.times() * count(repeat.layers());
      } else {
        count += layer instanceof Residual residual ? count(residual.layers()) : 1;
      }
      count = Math.min(count, MOST + 1);
    }
    return count;
  }

  /**
   * Returns the layers one by one, with what is repeated written out; residual blocks stay whole.
   */
  public List<Layer> unrolled() {
    List<Layer> all = new ArrayList<>();
    unroll(layers, all);
    return all;
  }

  private static void unroll(List<Layer> layers, List<Layer> all) {
    for (Layer layer : layers) {
      if (layer instanceof Repeat repeat) {
        for (int k = 0; k < repeat.times(); k++) {
          unroll(repeat.layers(), all);
        }
      } else {
        all.add(layer);
      }
    }
  }
}
