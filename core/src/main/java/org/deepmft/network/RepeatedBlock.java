package org.deepmft.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Repeat;

/**
 * The last block of a network that is repeated and has a dense layer, turned so that it begins
 * behind the last dense layer of its own list, where the signal is a pre-activation.
 *
 * @param before the layers that lead there, the first part of the block among them
 * @param layers the turned block, one by one
 * @param layersPerBlock its layers, as the network counts them
 */
public record RepeatedBlock(List<Layer> before, List<Layer> layers, long layersPerBlock) {

  /** Finds the block; nothing if none is repeated. */
  public static Optional<RepeatedBlock> of(Network network) {
    List<Layer> all = opened(network.layers());
    for (int at = all.size() - 1; at >= 0; at--) {
      if (all.get(at) instanceof Repeat repeat
          && repeat.times() > 1
          && Layer.hasDense(repeat.layers())) {
        return Optional.of(turned(all.subList(0, at), repeat));
      }
    }
    return Optional.empty();
  }

  /** The layers without what repeats once only. */
  private static List<Layer> opened(List<Layer> layers) {
    List<Layer> all = new ArrayList<>();
    for (Layer layer : layers) {
      if (layer instanceof Repeat repeat && repeat.times() == 1) {
        all.addAll(opened(repeat.layers()));
      } else {
        all.add(layer);
      }
    }
    return all;
  }

  private static RepeatedBlock turned(List<Layer> before, Repeat repeat) {
    List<Layer> body = new Network(repeat.layers()).unrolled();
    int first = 0;
    for (int k = 0; k < body.size(); k++) {
      first = body.get(k) instanceof Dense ? k + 1 : first;
    }
    List<Layer> way = new ArrayList<>(before);
    way.addAll(body.subList(0, first));
    List<Layer> turned = new ArrayList<>(body.subList(first, body.size()));
    turned.addAll(body.subList(0, first));
    return new RepeatedBlock(way, turned, Network.ends(body));
  }
}
