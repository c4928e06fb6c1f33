package org.deepmft.network;

import java.util.List;
import org.deepmft.network.Layer.Activate;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Dropout;
import org.deepmft.network.Layer.Norm;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.network.Layer.Residual;

/**
 * What is known of a vector before any number is: by it, layers are told that stand in a wrong
 * place.
 *
 * <p>Each activation needs Gaussian units. The vector that enters a network is taken as such, and a
 * dense layer makes one; noise, norms and sums of such keep them Gaussian, activations and dropout
 * do not.
 *
 * @param gaussian whether its units are Gaussian
 * @param mean whether their mean may differ from 0
 * @param width its number of units, 0 if unknown
 */
record Wiring(boolean gaussian, boolean mean, int width) {

  static final Wiring INPUT = new Wiring(true, false, 0);

  /** After so many repetitions nothing new is learnt. */
  private static final int ENOUGH = 3;

  /**
   * Returns what comes out of layers.
   *
   * @throws MisplacedLayerException if one stands where the theory does not hold
   */
  Wiring after(List<Layer> layers) {
    Wiring now = this;
    for (Layer layer : layers) {
      now = now.after(layer);
    }
    return now;
  }

  private Wiring after(Layer layer) {
    if (layer instanceof Dense dense) {
      return new Wiring(true, false, dense.width() == 0 ? width : dense.width());
    } else if (layer instanceof Activate activate) {
      if (!gaussian) {
        throw new MisplacedLayerException(
            layer,
            "must act on a Gaussian vector, but no dense layer makes one after the activation or"
                + " dropout before it");
      }
      return new Wiring(false, !activate.activation().odd(), width);
    } else if (layer instanceof Dropout dropout) {
      return new Wiring(gaussian && dropout.probability() == 0, mean, width);
    } else if (layer instanceof Norm norm) {
      return new Wiring(gaussian, mean && !norm.centred(), width);
    } else if (layer instanceof Residual residual) {
      return sum(residual);
    } else if (layer instanceof Repeat repeat) {
      Wiring now = this;
      for (int k = 0; k < Math.min(repeat.times(), ENOUGH); k++) {
        now = now.after(repeat.layers());
      }
      return now;
    }
    return this;
  }

  /** Returns the width behind layers, the last that they give; 0 if they give none. */
  static int widthBehind(List<Layer> layers) {
    int found = 0;
    for (int k = layers.size() - 1; k >= 0 && found == 0; k--) {
      Layer layer = layers.get(k);
      if (layer instanceof Dense dense) {
        found = dense.width();
      } else if (layer instanceof Residual residual) {
        found = widthBehind(residual.layers());
      } else if (layer instanceof Repeat repeat) {
        found = widthBehind(repeat.layers());
      }
    }
    return found;
  }

  private Wiring sum(Residual residual) {
    int first = width > 0 ? width : widthBehind(residual.layers()); // it keeps the width
    Wiring branch = new Wiring(gaussian, mean, first).after(residual.layers());
    if (branch.width != first) {
      throw new MisplacedLayerException(
          residual, "must end with the width it begins with, " + first + ", got " + branch.width);
    }
    if (mean && branch.mean) {
      throw new MisplacedLayerException(
          residual,
          "must not add two vectors that both have a mean; end the branch with a dense layer or"
              + " layer norm");
    }
    return new Wiring(gaussian && branch.gaussian, mean || branch.mean, branch.width);
  }
}
