package org.deepmft.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.deepmft.gaussian.TableCache;
import org.deepmft.gaussian.TableDirectory;

/**
 * Where the command line keeps tables of activations between runs.
 *
 * <p>{@code DEEPMFT_CACHE} names the directory; empty, nothing is kept. Without it the directory is
 * {@code deepmft} where the system has its caches: {@code $XDG_CACHE_HOME} or {@code ~/.cache},
 * {@code ~/Library/Caches} on macOS, {@code %LOCALAPPDATA%} on Windows.
 */
final class CacheDirectory {

  private static final String OWN = "DEEPMFT_CACHE";
  private static final String NAME = "deepmft";

  private CacheDirectory() {}

  /** Returns the cache of this process. */
  static TableCache tables() {
    Optional<Path> directory =
        of(System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", ""));
    return directory.<TableCache>map(TableDirectory::new).orElse(TableCache.NONE);
  }

  /**
   * Returns the directory, or nothing if nothing is to be kept or there is no place for it.
   *
   * @param environment the variables of the process
   * @param system the name of the operating system
   * @param home the user's directory; what is not an absolute path is none
   */
  static Optional<Path> of(Map<String, String> environment, String system, String home) {
    String own = environment.get(OWN);
    try {
      if (own != null) {
        return own.isEmpty() ? Optional.empty() : Optional.of(Path.of(own));
      }
      String name = system.toLowerCase(Locale.ROOT);
      if (name.startsWith("windows")) {
        return absolute(environment.get("LOCALAPPDATA")).map(p -> p.resolve(NAME).resolve("cache"));
      }
      if (name.startsWith("mac")) {
        return absolute(home).map(p -> p.resolve("Library/Caches").resolve(NAME));
      }
      return absolute(environment.get("XDG_CACHE_HOME"))
          .or(() -> absolute(home).map(p -> p.resolve(".cache")))
          .map(p -> p.resolve(NAME));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> absolute(String path) {
    return Optional.ofNullable(path).map(Path::of).filter(Path::isAbsolute);
  }
}
