package org.deepmft.backend;

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
   * @param resources what it may use
   * @throws BackendUnavailableException if it cannot run here
   */
  Backend open(Resources resources);
}
