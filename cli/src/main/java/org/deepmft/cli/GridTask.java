package org.deepmft.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.store.GridStore;
import org.deepmft.sweep.SweepPlan;

/**
 * What a run over a grid computes, who computes it, and what is kept of it.
 *
 * @param <S> the store
 */
interface GridTask<S extends GridStore> {

  /** Returns the grid and its tiles. */
  SweepPlan plan();

  /** Returns the name of the store in the directory of results. */
  String storeName();

  /** Returns how many bytes are kept of a point before they are compressed. */
  long bytesPerPoint();

  /** Creates an empty store. */
  S create(Path zarr, List<String> activations, Map<String, ?> provenance) throws IOException;

  /** Opens the store of an earlier run. */
  S open(Path zarr) throws IOException;

  /** Returns what keeps a store from being that of this task. */
  List<String> differences(S store, List<String> activations, Map<String, ?> provenance)
      throws IOException;

  /** Returns what computes tiles, one a device. */
  List<Lane<S>> lanes(Backend backend, Activation activation);

  /**
   * Computes tiles on one device, each into columns of its own.
   *
   * @param <S> the store
   */
  interface Lane<S> {

    /** Makes ready whatever the grid needs. */
    void prepare();

    /** Takes a tile in hand; {@link #solve} computes it. */
    void take(SweepPlan.Place place);

    /** Computes the tile in hand. */
    void solve();

    /** Writes the tile in hand. */
    void write(S store, String activation, String backend) throws IOException;
  }
}
