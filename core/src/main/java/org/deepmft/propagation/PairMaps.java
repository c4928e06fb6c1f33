package org.deepmft.propagation;

import org.deepmft.activation.Activation;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.PairDuals;
import org.deepmft.gaussian.TableCache;

/** The map of pairs of each activation, with the most accurate duals there are. */
public final class PairMaps {

  private PairMaps() {}

  /**
   * Returns the map of an activation.
   *
   * @param activation the activation
   * @param cache keeps tables for another time
   * @throws IllegalArgumentException if the activation is constant
   */
  public static PairMap of(Activation activation, TableCache cache) {
    DualActivation dual = Duals.of(activation, cache);
    return new PairMap(dual, () -> PairDuals.of(activation, dual, cache));
  }
}
