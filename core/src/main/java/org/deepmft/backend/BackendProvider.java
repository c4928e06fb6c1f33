package org.deepmft.backend;

import org.deepmft.gaussian.TableCache;

/** Finds out whether a backend can run on this machine, and opens it. */
public interface BackendProvider {

  /** Returns the name by which users ask for it, such as {@code cpu}. */
  String name();

  /** Returns its place in the order in which {@code auto} tries backends; lower comes first. */
  int rank();

  /** Says whether the backend can run here; has no side effects and never throws. */
  Probe probe();

  /**
   * Opens the backend.
   *
   * @param threads number of CPU threads it may use, at least 1
   * @throws BackendUnavailableException if it cannot run here
   */
  Backend open(int threads);

  /**
   * Opens the backend; one that has tables of activations keeps them for another time.
   *
   * @param threads number of CPU threads it may use, at least 1
   * @param cache keeps tables
   * @throws BackendUnavailableException if it cannot run here
   */
  default Backend open(int threads, TableCache cache) {
    return open(threads);
  }
}
