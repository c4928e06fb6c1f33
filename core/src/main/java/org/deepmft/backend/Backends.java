package org.deepmft.backend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** The backends on the class path. */
public final class Backends {

  /** The name that asks for the best backend that can run. */
  public static final String AUTO = "auto";

  private Backends() {}

  /** Returns every provider, the one that {@code auto} prefers first. */
  public static List<BackendProvider> providers() {
    List<BackendProvider> found = new ArrayList<>();
    ServiceLoader.load(BackendProvider.class).forEach(found::add);
    found.sort(Comparator.comparingInt(BackendProvider::rank));
    return found;
  }

  /**
   * Opens a backend by name. {@code auto} takes the first that can run, cuda before cpu before
   * reference, and says what it skipped; any other name must be able to run.
   *
   * @param name a backend's name or {@code auto}
   * @param resources what it may use
   * @param talk receives one line for each backend that {@code auto} skipped
   * @throws BackendUnavailableException if the named backend cannot run here
   * @throws IllegalArgumentException if there is no backend of that name
   */
  public static Backend open(String name, Resources resources, Consumer<String> talk) {
    return new BackendLadder(providers(), name, resources, talk).current();
  }
}
