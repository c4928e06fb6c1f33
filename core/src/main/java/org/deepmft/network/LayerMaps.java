package org.deepmft.network;

import java.util.HashMap;
import java.util.Map;
import org.deepmft.activation.Activation;
import org.deepmft.gaussian.MeanActivation;
import org.deepmft.gaussian.TableCache;
import org.deepmft.propagation.PairMap;
import org.deepmft.propagation.PairMaps;

/** What each activation of a network does to pairs, made once. */
final class LayerMaps {

  private final TableCache cache;
  private final Map<Activation, OfActivation> made = new HashMap<>();

  /**
   * The maps of an activation.
   *
   * @param pair its second moments
   * @param mean its mean
   */
  record OfActivation(PairMap pair, MeanActivation mean) {}

  LayerMaps(TableCache cache) {
    this.cache = cache;
  }

  OfActivation of(Activation activation) {
    return made.computeIfAbsent(
        activation, a -> new OfActivation(PairMaps.of(a, cache), new MeanActivation(a)));
  }
}
