package org.deepmft.network;

import org.deepmft.network.Layer.Activate;
import org.deepmft.network.Layer.Norm;
import org.deepmft.network.Layer.Residual;

/** A layer stands where the theory does not hold. */
public final class MisplacedLayerException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient Layer layer;

  MisplacedLayerException(Layer layer, String rule) {
    super(name(layer) + " " + rule);
    this.layer = layer;
  }

  /** Returns the layer itself, the very object of the network. */
  public Layer layer() {
    return layer;
  }

  private static String name(Layer layer) {
    if (layer instanceof Activate activate) {
      return "activation " + activate.activation().name();
    }
    return layer instanceof Residual ? "residual" : layer instanceof Norm ? "norm" : "dense";
  }
}
