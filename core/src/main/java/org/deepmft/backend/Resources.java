package org.deepmft.backend;

import java.util.List;
import org.deepmft.gaussian.TableCache;

/**
 * What a backend may use.
 *
 * @param threads number of CPU threads, at least 1
 * @param cache keeps tables of activations for another time
 * @param devices numbers of the devices, for backends that have several; empty for all of them
 */
public record Resources(int threads, TableCache cache, List<Integer> devices) {

  /** Copies the list of devices. */
  public Resources {
    devices = List.copyOf(devices);
  }

  /** Returns CPU threads, all devices and no cache. */
  public static Resources ofThreads(int threads) {
    return new Resources(threads, TableCache.NONE, List.of());
  }
}
