package org.deepmft.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The backends that a task may run on, best first. One is open from the start; should it fail, the
 * next is opened.
 *
 * <p>A backend that a user named is the only rung. Closing the ladder closes all that it opened.
 */
public final class BackendLadder implements AutoCloseable {

  private final List<BackendProvider> rungs;
  private final boolean auto;
  private final Resources resources;
  private final Consumer<String> talk;
  private final List<Backend> opened = new ArrayList<>();
  private int next; // the first rung not tried yet

  /**
   * Opens the best backend that can run.
   *
   * @param providers the backends there are, best first
   * @param name a backend's name or {@link Backends#AUTO}
   * @param resources what they may use
   * @param talk receives one line for each backend that {@code auto} skips
   * @throws BackendUnavailableException if the named backend cannot run here
   * @throws IllegalArgumentException if there is no backend of that name
   */
  public BackendLadder(
      List<BackendProvider> providers, String name, Resources resources, Consumer<String> talk) {
    this.auto = name.equals(Backends.AUTO);
    this.rungs =
        providers.stream().filter(provider -> auto || name.equals(provider.name())).toList();
    this.resources = resources;
    this.talk = talk;
    if (rungs.isEmpty()) {
      List<String> names = providers.stream().map(BackendProvider::name).toList();
      throw new IllegalArgumentException(
          "backend must be auto or one of " + String.join(", ", names) + ", got '" + name + "'");
    }
    if (!openNext()) {
      throw new BackendUnavailableException(name, List.of("none of the backends can"));
    }
  }

  /** Returns whether any backend will do. */
  public boolean auto() {
    return auto;
  }

  /**
   * Opens the best backend that can run and has not been tried yet.
   *
   * @return false if none is left
   */
  public boolean openNext() {
    while (next < rungs.size()) {
      BackendProvider provider = rungs.get(next++);
      try {
        opened.add(provider.open(resources));
        return true;
      } catch (BackendUnavailableException e) {
        if (!auto) {
          throw e;
        }
        String why = String.join("; ", e.reasons());
        talk.accept("skipped backend " + provider.name() + ": " + why);
      }
    }
    return false;
  }

  /** Returns the backend opened last. */
  public Backend current() {
    return opened.get(opened.size() - 1);
  }

  /** Returns every backend opened so far, in that order. */
  public List<Backend> opened() {
    return List.copyOf(opened);
  }

  @Override
  public void close() {
    for (int k = opened.size() - 1; k >= 0; k--) {
      opened.get(k).close();
    }
  }
}
